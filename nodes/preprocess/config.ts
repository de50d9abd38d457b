import { PRESET_CHOICES } from "../../core/values/presets";
import type { PropertyTable } from "../../core/values/properties";
import { COLORS, DTYPES, INTERPOLATIONS, LAYOUTS, RESIZE_MODES } from "../../core/values/spec";

/** Where the region comes from. */
export const REGION_TYPES = ["whole", "json", "msg", "env"] as const;

/** An empty field keeps what the preset says; for `custom` the base is torchvision. */
export const properties = {
  name: { kind: "text", default: "" },
  /** Property of the message that holds the picture. */
  property: { kind: "typed", default: "payload" },
  propertyType: { kind: "choice", default: "msg", choices: ["msg"] },
  preset: { kind: "choice", default: "model", choices: PRESET_CHOICES },
  /** Whose preset "from the model" means, and who judges the form's pictures; empty: the next classifier. */
  model: { kind: "config", default: "", type: "vision-model" },
  width: { kind: "number?", default: "", min: 1, max: 16_384, integer: true },
  height: { kind: "number?", default: "", min: 1, max: 16_384, integer: true },
  /** Not `resize`: the editor keeps a flag of that name on every node. */
  resizeMode: { kind: "choice", default: "", choices: ["", ...RESIZE_MODES] },
  shortSide: { kind: "number?", default: "", min: 1, max: 16_384, integer: true },
  pad: { kind: "number?", default: "", min: 0, max: 255 },
  region: { kind: "typed", default: "" },
  regionType: { kind: "choice", default: "whole", choices: REGION_TYPES },
  interpolation: { kind: "choice", default: "", choices: ["", ...INTERPOLATIONS] },
  color: { kind: "choice", default: "", choices: ["", ...COLORS] },
  scale: { kind: "number?", default: "" },
  /** One number, or three separated by commas. */
  mean: { kind: "text", default: "" },
  std: { kind: "text", default: "" },
  layout: { kind: "choice", default: "auto", choices: ["auto", ...LAYOUTS] },
  dtype: { kind: "choice", default: "auto", choices: ["auto", ...DTYPES] },
} as const satisfies PropertyTable;
