import { BACKENDS, DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { PRESET_CHOICES } from "../../core/values/presets";
import type { PropertyTable } from "../../core/values/properties";

/** Where label names come from. */
export const LABEL_SOURCES = ["model", "builtin", "file", "list"] as const;

export const properties = {
  name: { kind: "text", default: "" },
  model: { kind: "text", default: DEFAULT_MODEL_OPTIONS.model, required: true },
  backend: { kind: "choice", default: DEFAULT_MODEL_OPTIONS.backend, choices: BACKENDS },
  threads: { kind: "number", default: DEFAULT_MODEL_OPTIONS.threads, min: 0, max: 256, integer: true },
  spin: { kind: "boolean", default: DEFAULT_MODEL_OPTIONS.spin },
  inFlight: { kind: "number", default: DEFAULT_MODEL_OPTIONS.inFlight, min: 1, max: 2, integer: true },
  labelSource: { kind: "choice", default: "model", choices: LABEL_SOURCES },
  /** Label file, or one name a line for `list`. */
  labels: { kind: "text", default: DEFAULT_MODEL_OPTIONS.labels },
  labelShift: { kind: "number", default: DEFAULT_MODEL_OPTIONS.labelShift, min: 0, max: 1000, integer: true },
  preset: { kind: "choice", default: "model", choices: PRESET_CHOICES.filter((name) => name !== "custom") },
  input: { kind: "text", default: DEFAULT_MODEL_OPTIONS.input },
  output: { kind: "text", default: DEFAULT_MODEL_OPTIONS.output },
  warmup: { kind: "number", default: DEFAULT_MODEL_OPTIONS.warmup, min: 0, max: 100, integer: true },
} as const satisfies PropertyTable;
