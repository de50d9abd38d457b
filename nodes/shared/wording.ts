import type { NodeAPI } from "node-red";
import type { VisionError } from "../../core/values/errors";

/** An error as Node-RED's Catch node gets it: `code`, and a text in the user's language. */
export interface WordedError extends Error {
  readonly code: string;
}

/** What happened and what to do, in the language of Node-RED. */
export function textOf(RED: NodeAPI, error: VisionError): string {
  const params = error.params as Record<string, string>;
  const sentence = (part: "what" | "remedy") => RED._(`errors.${error.code}.${part}`, params);
  return `${sentence("what")} ${sentence("remedy")}`;
}

/** The error for `done` and `node.error`; its text reads "CODE: what happened. What to do." */
export function worded(RED: NodeAPI, error: VisionError): WordedError {
  const result = new Error(textOf(RED, error)) as WordedError & { name: string; code: string };
  result.name = error.code;
  result.code = error.code;
  return result;
}
