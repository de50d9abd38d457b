import { Form, formOf } from "../shared/editor/form";
import { type Appearance, CATEGORY, type Definition, labelStyle } from "../shared/editor/red";
import { validatorsOf } from "../shared/editor/validate";
import { properties } from "./config";

export { properties };
export const validate = validatorsOf(properties);

export const appearance: Appearance = {
  category: CATEGORY,
  color: "#5fac81",
  icon: "camera-in.svg",
  inputs: 1,
  outputs: 1,
};

/** Sources whose pictures lie at a path. */
const WITH_PATH = ["file", "folder", "video"];
/** Sources that come to an end. */
const WITH_END = ["samples", "file", "folder", "video"];

/** Shows what the chosen source needs and names its path. */
function showKind(form: Form): void {
  const kind = form.value("kind");
  const unknown = kind.startsWith("${");
  const isOneOf = (kinds: readonly string[]): boolean => unknown || kinds.includes(kind);
  form.toggle(isOneOf(WITH_PATH), "path");
  if (WITH_PATH.includes(kind)) {
    form.part("path-label").textContent = form.text(`path.${kind}`);
    form.part("path-hint").textContent = form.text(`hint.${kind}`);
  }
  $(form.part("size-row")).toggle(isOneOf(["test"]));
  form.toggle(isOneOf(["test", "video"]), "fps");
  form.toggle(isOneOf(WITH_END), "loop");
  form.toggle(isOneOf(["folder"]), "watch");
  const own = form.text(kind === "video" ? "placeholder.own" : "placeholder.auto");
  form.field("fps").attr("placeholder", own);
}

export const definition: Definition = {
  paletteLabel: "camera in",
  label() {
    return this.name || "camera-in";
  },
  labelStyle,
  inputLabels() {
    return this._("port.control");
  },
  outputLabels() {
    return this._("port.frames");
  },
  oneditprepare() {
    const form = new Form(this, properties);
    form.typed("path", ["str", "env", "msg"]);
    form.watch(["kind"], () => showKind(form));
    form.watch(["pace"], () => form.toggle(form.value("pace") === "interval", "interval"));
  },
  oneditsave() {
    formOf(this).save();
  },
};
