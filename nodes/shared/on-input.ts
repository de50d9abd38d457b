import type { Node, NodeAPI, NodeMessageInFlow } from "node-red";
import { asVisionError, type VisionError } from "../../core/values/errors";
import type { Status } from "./status";
import { worded } from "./wording";

/** A message as our nodes read and write it. */
export type Message = NodeMessageInFlow & Record<string, unknown>;

/** One message in work. `finish` may be called any number of times; only the first counts. */
export interface Job {
  readonly msg: Message;
  send(msg: unknown): void;
  /** Ends the message: Complete without an error, Catch with one. */
  finish(error?: unknown): void;
}

/** Tells an error to the status, the log and Catch, for what no message asked for. */
export function report(RED: NodeAPI, node: Node, status: Status, thrown: unknown, about: object = {}): void {
  const error = asVisionError(thrown);
  status.show({ kind: "error", code: error.code, params: error.params });
  node.error(worded(RED, error), about as Message);
}

/**
 * Calls `handle` for each message and sees to it that `done` is called exactly once: by `finish`,
 * or with whatever `handle` throws.
 */
export function onInput(
  RED: NodeAPI,
  node: Node,
  status: Status,
  handle: (job: Job) => void | Promise<void>,
): void {
  node.on("input", (msg, send, done) => {
    let open = true;
    const finish = (thrown?: unknown): void => {
      if (!open) return;
      open = false;
      if (thrown === undefined) {
        done();
        return;
      }
      const error: VisionError = asVisionError(thrown);
      if (error.code !== "SESSION_CLOSED")
        status.show({ kind: "error", code: error.code, params: error.params });
      done(worded(RED, error));
    };
    const job: Job = { msg: msg as Message, send: (out) => send(out as Message), finish };
    Promise.resolve()
      .then(() => handle(job))
      .catch(finish);
  });
}
