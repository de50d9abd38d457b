import { DEFAULT_LATENCY_OPTIONS } from "../../core/values/options";
import type { PropertyTable } from "../../core/values/properties";

/** Where a case's name comes from; `auto`: model and precision of msg.inference. */
export const CASE_TYPES = ["auto", "msg", "str", "env"] as const;

export const properties = {
  name: { kind: "text", default: "" },
  case: { kind: "typed", default: "" },
  caseType: { kind: "choice", default: "auto", choices: CASE_TYPES },
  window: { kind: "number", default: DEFAULT_LATENCY_OPTIONS.window, min: 0, max: 100_000, integer: true },
  warmup: { kind: "number", default: DEFAULT_LATENCY_OPTIONS.warmup, min: 0, max: 100_000, integer: true },
  after: { kind: "number", default: DEFAULT_LATENCY_OPTIONS.after, min: 0, max: 1_000_000, integer: true },
} as const satisfies PropertyTable;
