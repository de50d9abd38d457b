import type { Node, NodeAPI, NodeDef } from "node-red";
import { onInput, report } from "./on-input";
import { Status } from "./status";

/**
 * Creates a node. A fault in its settings does not stop the flow: it is told once, and again to
 * every message that comes.
 *
 * @param construct wires the node; throws a VisionError for settings that can't be used
 */
export function startNode(
  RED: NodeAPI,
  node: Node,
  definition: NodeDef,
  construct: (status: Status, raw: Readonly<Record<string, unknown>>) => void,
): void {
  RED.nodes.createNode(node, definition);
  const status = new Status(RED, node);
  node.on("close", () => status.close());
  try {
    construct(status, definition as unknown as Record<string, unknown>);
  } catch (error) {
    onInput(RED, node, status, () => {
      throw error;
    });
    // Catch nodes of the same flow exist only after all nodes were made.
    setImmediate(() => report(RED, node, status, error));
  }
}
