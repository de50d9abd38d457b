import type { DescribeAnswer, TensorFacts } from "../shared/contract";
import { Description, tensorText } from "../shared/editor/description";
import { h } from "../shared/editor/dom";
import { Form, formOf } from "../shared/editor/form";
import { BUILTIN_MODELS } from "../shared/editor/models";
import { type Appearance, type Definition, type EditedNode, labelStyle } from "../shared/editor/red";
import { showTabs } from "../shared/editor/tabs";
import { Try } from "../shared/editor/try";
import { validatorsOf } from "../shared/editor/validate";
import { properties } from "./config";

export { properties };
export const validate = validatorsOf(properties);

export const appearance: Appearance = { category: "config", icon: "vision-model.svg" };

/** Properties that change what is read from the model. */
const READ = ["model", "labelSource", "labels", "labelShift", "preset", "input", "output", "backend"];
/** Time without a key after which typed text is read, in ms. */
const TYPING_MS = 500;

function isBuiltinModel(model: string): boolean {
  return (BUILTIN_MODELS as readonly string[]).includes(model);
}

/** List of built-in models and "model file"; the path field is there for the latter. */
function showModelKind(form: Form): void {
  const select = form.part("model-kind") as HTMLSelectElement;
  const options = [...BUILTIN_MODELS, "file"].map((value) =>
    h("option", { value }, form.text(`choice.model.${value.replace("builtin:", "")}`)),
  );
  select.replaceChildren(...options);
  const model = form.value("model");
  select.value = isBuiltinModel(model) ? model : "file";
  $(form.part("model-path")).toggle(select.value === "file");
  select.addEventListener("change", () => {
    const file = select.value === "file";
    form
      .field("model")
      .val(file ? "" : select.value)
      .trigger("change");
    $(form.part("model-path")).toggle(file);
    if (file) form.field("model").trigger("focus");
  });
}

/** The field for label names: one line for a file, several for a list, none otherwise. */
function showLabels(form: Form): void {
  const source = form.value("labelSource");
  const field = form.field("labels");
  form
    .field("labels")
    .closest(".ev-part")
    .toggle(source === "file" || source === "list");
  field.attr("placeholder", form.text(`placeholder.labels.${source === "list" ? "list" : "file"}`));
  field.css("height", source === "file" ? "34px" : "");
}

/** Choices of the input or output: found by itself, or one of the graph's. */
function showTensors(
  form: Form,
  name: "input" | "output",
  tensors: readonly TensorFacts[],
  used: string,
): void {
  const current = form.value(name);
  const found = tensors.find((tensor) => tensor.name === used);
  const automatic = form.text(found ? "choice.tensor.found" : "choice.tensor.auto", {
    tensor: found ? tensorText(found) : "",
  });
  const named = tensors.map((tensor) => ({ value: tensor.name, text: tensorText(tensor) }));
  const known = current === "" || named.some(({ value }) => value === current);
  const typed = known ? [] : [{ value: current, text: current }];
  form.choices(name, [{ value: "", text: automatic }, ...named, ...typed], current);
}

function prepare(node: EditedNode): () => void {
  const form = new Form(node, properties);
  showModelKind(form);
  form.watch(["labelSource"], () => showLabels(form));
  showTensors(form, "input", [], "");
  showTensors(form, "output", [], "");
  form.field("input").val(String(node["input"] ?? ""));
  const trial = new Try(form, form.part("try"));
  const read = (answer: DescribeAnswer | undefined): void => {
    form.field("model").toggleClass("input-error", answer === undefined);
    trial.disable(answer ? "" : form.text("try.noModel"));
    showTensors(form, "input", answer?.inputs ?? [], answer?.input ?? "");
    showTensors(form, "output", answer?.outputs ?? [], answer?.output ?? "");
    trial.refresh();
  };
  const description = new Description(form, form.part("read"), form.part("model-facts"), read);
  let timer = 0;
  form.changed(READ, () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => description.refresh(), TYPING_MS);
  });
  showTabs(form, [
    { id: "model", label: form.text("tab.model") },
    { id: "try", label: form.text("tab.try"), onShow: () => trial.show() },
    { id: "advanced", label: form.text("tab.advanced") },
  ]);
  description.refresh();
  return () => {
    window.clearTimeout(timer);
    description.close();
    trial.close();
  };
}

const closers = new WeakMap<EditedNode, () => void>();

export const definition: Definition = {
  label() {
    const model = String(this["model"] ?? "");
    if (this.name) return this.name;
    return isBuiltinModel(model)
      ? this._(`choice.model.${model.replace("builtin:", "")}`)
      : model.replace(/^.*[\\/]/, "");
  },
  labelStyle,
  oneditprepare() {
    closers.set(this, prepare(this));
  },
  oneditsave() {
    formOf(this).save();
    closers.get(this)?.();
  },
  oneditcancel() {
    closers.get(this)?.();
  },
};
