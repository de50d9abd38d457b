import type { TestContext } from "node:test";
import type { NodeRed, NodeRedOptions } from "../../scripts/demo/node-red";
import { Comms } from "./comms";
import { example, type FlowNode } from "./examples";
import { nodeRedFor } from "./node-red";

/** An example, unchanged, in a real Node-RED, with an editor's ear on it. */
export interface Running {
  readonly nodeRed: NodeRed;
  readonly comms: Comms;
  readonly flow: readonly FlowNode[];
}

/** The node of this type and name. */
export function nodeOf(flow: readonly FlowNode[], type: string, name?: string): FlowNode {
  const found = flow.find((node) => node.type === type && (name === undefined || node.name === name));
  if (!found) throw new Error(`The flow has no ${type} ${name ?? ""}.`);
  return found;
}

/** Starts Node-RED without flows, listens, then deploys the example as an editor does. */
export async function deployExample(
  test: TestContext,
  name: string,
  options: Partial<NodeRedOptions> = {},
): Promise<Running> {
  const nodeRed = await nodeRedFor(test, [], options);
  const comms = await Comms.open(nodeRed);
  test.after(() => comms.close());
  const flow = example(name);
  await nodeRed.admin("POST", "/flows", flow);
  return { nodeRed, comms, flow };
}
