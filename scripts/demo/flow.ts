import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Arguments } from "./arguments";
import { ROOT } from "./node-red";

/** A node as a flow file has it. */
interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** The flow that the demo runs, and the ids that the demo talks to. */
export interface DemoFlow {
  readonly nodes: readonly FlowNode[];
  /** The tab, whose context holds `published`. */
  readonly tab: string;
  /** The node whose status says when the model is loaded. */
  readonly classifier: string;
  /** The inject node that starts a round. */
  readonly start: string;
}

/** The example that is shown. */
const EXAMPLE = "Folder to MQTT labels";
/** Name of the camera, and with it of the topic. */
export const CAMERA = "photos";

function changes(node: FlowNode, { folder, model, labels, preset }: Arguments): Record<string, unknown> {
  if (node.type === "camera-in")
    return { name: CAMERA, path: folder, watch: false, pace: "fast", start: "message" };
  if (node.type === "vision-model") return { model, preset, ...(labels && { labelSource: "file", labels }) };
  if (node.type === "latency-meter") return { warmup: 0 };
  return {};
}

function only(nodes: readonly FlowNode[], type: string): FlowNode {
  const found = nodes.filter((node) => node.type === type);
  if (found.length !== 1 || !found[0]) throw new Error(`${EXAMPLE} has ${found.length} ${type} nodes.`);
  return found[0];
}

/** The example with the user's folder and model in it, started by a button instead of by deploying. */
export async function demoFlow(wanted: Arguments): Promise<DemoFlow> {
  const file = path.join(ROOT, "examples", `${EXAMPLE}.json`);
  const nodes: FlowNode[] = JSON.parse(await readFile(file, "utf8"));
  return {
    nodes: nodes.map((node) => ({ ...node, ...changes(node, wanted) })),
    tab: only(nodes, "tab").id,
    classifier: only(nodes, "tensorrt-classify").id,
    start: only(nodes, "inject").id,
  };
}
