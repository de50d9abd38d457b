import { Form, formOf } from "../shared/editor/form";
import { editPairs } from "../shared/editor/pairs";
import { type Appearance, CATEGORY, type Definition, labelStyle } from "../shared/editor/red";
import { showTabs } from "../shared/editor/tabs";
import { validatorsOf } from "../shared/editor/validate";
import { properties } from "./config";

export { properties };
export const validate = validatorsOf(properties);

export const appearance: Appearance = {
  category: CATEGORY,
  color: "#3aacb2",
  icon: "tensorrt-classify.svg",
  inputs: 1,
  outputs: 1,
};

function showLists(form: Form): void {
  const from = { key: "from", text: form.text("column.from") };
  const to = { key: "to", text: form.text("column.to") };
  editPairs($(form.part("rename")), form.field("rename"), [from, to], form.text("add.rename"));
  const label = { key: "label", text: form.text("column.label") };
  const threshold = { key: "threshold", text: form.text("column.threshold"), number: true };
  editPairs(
    $(form.part("thresholds")),
    form.field("thresholds"),
    [label, threshold],
    form.text("add.threshold"),
  );
}

export const definition: Definition = {
  paletteLabel: "tensorrt classify",
  label() {
    return this.name || "tensorrt-classify";
  },
  labelStyle,
  inputLabels() {
    return this._("port.pictures");
  },
  outputLabels() {
    return this._("port.predictions");
  },
  oneditprepare() {
    const form = new Form(this, properties);
    form.typed("property", ["msg"]);
    form.typed("topK", ["num", "msg", "env"]);
    form.typed("threshold", ["num", "msg", "env"]);
    showLists(form);
    showTabs(form, [
      { id: "answer", label: this._("tab.answer") },
      { id: "labels", label: this._("tab.labels") },
    ]);
  },
  oneditsave() {
    formOf(this).save();
  },
};
