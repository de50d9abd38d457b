import { Form } from "../shared/editor/form";
import { type Appearance, CATEGORY, type Definition, labelStyle } from "../shared/editor/red";
import { validatorsOf } from "../shared/editor/validate";
import { properties } from "./config";

export { properties };
export const validate = validatorsOf(properties);

export const appearance: Appearance = {
  category: CATEGORY,
  color: "#6ba1d8",
  icon: "latency-meter.svg",
  inputs: 1,
  outputs: 2,
};

export const definition: Definition = {
  paletteLabel: "latency",
  label() {
    return this.name || "latency-meter";
  },
  labelStyle,
  inputLabels() {
    return this._("port.results");
  },
  outputLabels(index) {
    return this._(index === 0 ? "port.messages" : "port.table");
  },
  oneditprepare() {
    const form = new Form(this, properties);
    const auto = { value: "auto", label: this._("type.auto"), hasValue: false };
    form.typed("case", [auto, "msg", "str", "env"]);
  },
};
