import { DEFAULT_SOURCE_OPTIONS, MIRRORS, PACES, ROTATIONS, SOURCE_KINDS } from "../../core/values/options";
import type { PropertyTable } from "../../core/values/properties";

/** When a camera starts: with the flow, or by a message. */
export const STARTS = ["deploy", "message"] as const;
/** What goes on msg.payload. */
export const OUTPUTS = ["frame", "jpeg"] as const;
/** Where the path comes from; `msg`: from the message that starts or steps the node. */
export const PATH_TYPES = ["str", "env", "msg"] as const;

export const properties = {
  name: { kind: "text", default: "" },
  kind: { kind: "choice", default: DEFAULT_SOURCE_OPTIONS.kind, choices: SOURCE_KINDS },
  path: { kind: "typed", default: DEFAULT_SOURCE_OPTIONS.path },
  pathType: { kind: "choice", default: "str", choices: PATH_TYPES },
  loop: { kind: "boolean", default: DEFAULT_SOURCE_OPTIONS.loop },
  watch: { kind: "boolean", default: DEFAULT_SOURCE_OPTIONS.watch },
  pace: { kind: "choice", default: DEFAULT_SOURCE_OPTIONS.pace, choices: PACES },
  interval: { kind: "number", default: DEFAULT_SOURCE_OPTIONS.interval, min: 0.001, max: 86_400 },
  rotate: { kind: "choice", default: String(DEFAULT_SOURCE_OPTIONS.rotate), choices: ROTATIONS },
  mirror: { kind: "choice", default: DEFAULT_SOURCE_OPTIONS.mirror, choices: MIRRORS },
  width: { kind: "number", default: DEFAULT_SOURCE_OPTIONS.width, min: 0, max: 16_384, integer: true },
  height: { kind: "number", default: DEFAULT_SOURCE_OPTIONS.height, min: 0, max: 16_384, integer: true },
  fps: { kind: "number", default: DEFAULT_SOURCE_OPTIONS.fps, min: 0, max: 1000 },
  start: { kind: "choice", default: "deploy", choices: STARTS },
  output: { kind: "choice", default: "frame", choices: OUTPUTS },
} as const satisfies PropertyTable;
