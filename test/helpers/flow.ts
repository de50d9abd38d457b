import { EventEmitter, once } from "node:events";
import path from "node:path";
import type { Node } from "node-red";
import helper from "node-red-node-test-helper";
import { ROOT } from "./root";

helper.init(require.resolve("node-red"));

const ours = ["vision-model", "camera-in", "preprocess", "tensorrt-classify", "latency-meter"].map(
  (type) => require(path.join(ROOT, `dist/nodes/${type}/${type}.js`)) as never,
);
const core = ["common/24-complete", "common/25-catch", "common/25-status"].map(
  (file) => require(`@node-red/nodes/core/${file}.js`) as never,
);

/** A node of a test's flow; blank properties get their defaults. */
export type FlowNode = { id: string; type: string; wires?: string[][] } & Record<string, unknown>;

/** A running flow: every helper node `out…`, Catch, Complete and Status is listened to. */
export class Flow extends EventEmitter {
  readonly seen = new Map<string, Record<string, unknown>[]>();

  node(id: string): Node {
    return helper.getNode(id) as Node;
  }

  /** Messages that reached a node so far. */
  at(id: string): Record<string, unknown>[] {
    return this.seen.get(id) ?? [];
  }

  /** Waits until `count` messages have reached a node; fails, telling what came, after 10 s. */
  async wait(id: string, count: number): Promise<Record<string, unknown>[]> {
    const deadline = AbortSignal.timeout(10_000);
    // A waiting thread does not keep the process alive; this does.
    const alive = setInterval(() => {}, 1000);
    try {
      while (this.at(id).length < count) await once(this, id, { signal: deadline });
      return this.at(id);
    } catch (cause) {
      const came = [...this.seen].map(([name, list]) => `${name}: ${list.length}`).join(", ");
      throw new Error(`${count} messages were expected at ${id}; there came ${came}`, { cause });
    } finally {
      clearInterval(alive);
    }
  }

  send(id: string, msg: Record<string, unknown>): void {
    this.node(id).receive(msg as never);
  }
}

const LISTENERS = ["helper"];

/**
 * Starts a flow of our nodes in a real Node-RED runtime. Every node of type `helper` records what it
 * gets; a Catch ("caught"), a Complete ("completed") for `watched` and a Status ("status") are added.
 */
export async function startFlow(nodes: readonly FlowNode[], watched: readonly string[] = []): Promise<Flow> {
  const tab = { id: "tab", type: "tab", label: "test" };
  // Node-RED takes what has no place on the canvas for a config node.
  const place = { z: "tab", x: 0, y: 0 };
  const own = nodes.map((node) => (node.type === "vision-model" ? node : { ...place, wires: [], ...node }));
  const watchers = [
    { id: "catcher", type: "catch", ...place, scope: null, uncaught: false, wires: [["caught"]] },
    { id: "watcher", type: "status", ...place, scope: null, wires: [["statuses"]] },
    { id: "completer", type: "complete", ...place, scope: watched, wires: [["completed"]] },
    ...["caught", "statuses", "completed"].map((id) => ({ id, type: "helper", ...place, wires: [] })),
  ];
  const flow = new Flow();
  flow.setMaxListeners(100);
  const all = [tab, ...own, ...watchers];
  await helper.load([...ours, ...core], all as never);
  for (const { id, type } of all) {
    if (!LISTENERS.includes(type)) continue;
    flow.seen.set(id, []);
    flow.node(id).on("input", (msg: unknown) => {
      flow.at(id).push(msg as Record<string, unknown>);
      flow.emit(id);
    });
  }
  return flow;
}

/** Ends the flow and closes its nodes. */
export async function stopFlow(): Promise<void> {
  await helper.unload();
}

/** The vision-model that the tests use unless they say otherwise. */
export function visionModel(properties: Record<string, unknown> = {}): FlowNode {
  return { id: "vision", type: "vision-model", ...properties };
}
