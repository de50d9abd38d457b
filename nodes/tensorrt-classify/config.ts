import { ACTIVATION_CHOICES, DEFAULT_CLASSIFY_OPTIONS } from "../../core/values/options";
import type { PropertyTable } from "../../core/values/properties";

/** Types of the numbers that may come from the message. */
export const NUMBER_TYPES = ["num", "msg", "env"] as const;

export const properties = {
  name: { kind: "text", default: "" },
  model: { kind: "config", default: "", type: "vision-model", required: true },
  property: { kind: "typed", default: "payload" },
  propertyType: { kind: "choice", default: "msg", choices: ["msg"] },
  activation: { kind: "choice", default: DEFAULT_CLASSIFY_OPTIONS.activation, choices: ACTIVATION_CHOICES },
  topK: { kind: "typed", default: String(DEFAULT_CLASSIFY_OPTIONS.topK), min: 1, integer: true },
  topKType: { kind: "choice", default: "num", choices: NUMBER_TYPES },
  threshold: { kind: "typed", default: String(DEFAULT_CLASSIFY_OPTIONS.threshold) },
  thresholdType: { kind: "choice", default: "num", choices: NUMBER_TYPES },
  /** [{label, threshold}] */
  thresholds: { kind: "json", default: "[]" },
  margin: { kind: "number", default: DEFAULT_CLASSIFY_OPTIONS.margin, min: 0, max: 1 },
  other: { kind: "text", default: DEFAULT_CLASSIFY_OPTIONS.other },
  /** Labels, one a line. */
  allow: { kind: "text", default: "" },
  deny: { kind: "text", default: "" },
  /** [{from, to}]: several `from` with the same `to` are a group, their scores add up. */
  rename: { kind: "json", default: "[]" },
  keepFrame: { kind: "boolean", default: true },
} as const satisfies PropertyTable;
