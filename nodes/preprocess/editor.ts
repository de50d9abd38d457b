import type { PreprocessSpec, ResizeMode } from "../../core/values/spec";
import type { Failure, PreviewAnswer } from "../shared/contract";
import { MODES, ResizeCards } from "../shared/editor/cards";
import { drawn, h } from "../shared/editor/dom";
import { Form, formOf } from "../shared/editor/form";
import { modelOf } from "../shared/editor/models";
import { failureNote, note } from "../shared/editor/note";
import { Picture } from "../shared/editor/picture";
import { showPreset } from "../shared/editor/preset";
import {
  type Appearance,
  CATEGORY,
  type Definition,
  type EditedNode,
  labelStyle,
} from "../shared/editor/red";
import { Asker } from "../shared/editor/server";
import { showTabs } from "../shared/editor/tabs";
import { type Fault, validatorsOf } from "../shared/editor/validate";
import { properties } from "./config";
import { parseDivisors, parseRegion, parseTriple, presetSpec } from "./spec";

export { properties };

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function divisorFault(text: string): Fault | undefined {
  if (!parseTriple(text)) return { key: "triple" };
  return parseDivisors(text) ? undefined : { key: "positive" };
}

export const validate = validatorsOf(properties, {
  mean: (text) => (parseTriple(text) ? undefined : { key: "triple" }),
  std: divisorFault,
  region: (text, type) => (type !== "json" || parseRegion(jsonOf(text)) ? undefined : { key: "region" }),
});

export const appearance: Appearance = {
  category: CATEGORY,
  color: "#4dac99",
  icon: "preprocess.svg",
  inputs: 1,
  outputs: 1,
};

/** Picture that the form begins with: off centre, so that the three ways of resizing differ. */
const FIRST_SAMPLE = "kitten-on-lawn.jpg";

/** The form's pictures: what the model sees, and what it says to that. */
class Preview {
  readonly #form: Form;
  readonly #asker = new Asker();
  readonly #picture: Picture;
  readonly #cards: ResizeCards;
  #answer: PreviewAnswer | undefined;

  constructor(form: Form) {
    this.#form = form;
    const failed = (failure: Failure): void => this.#fail(failure);
    this.#picture = new Picture(form, FIRST_SAMPLE, () => this.refresh(), failed);
    this.#picture.acceptDrops(form.part("picture"));
    this.#form.part("actions").replaceChildren(...this.#picture.buttons());
    this.#cards = new ResizeCards(form, this.#form.part("cards"), (mode) =>
      form.field("resizeMode").val(mode).trigger("change"),
    );
    form.changed(Object.keys(properties), () => this.refresh());
    this.choose();
  }

  /** What the preset says, as far as is known. */
  get preset(): PreprocessSpec {
    return this.#answer?.preset ?? presetSpec(this.#form.value("preset"));
  }

  /** Shows which card is in force, what blank fields mean and which fields matter. */
  choose(): void {
    const form = this.#form;
    const preset = form.value("preset") === "model" ? this.preset : presetSpec(form.value("preset"));
    const mode = (form.value("resizeMode") || preset.resize) as ResizeMode;
    $(form.part("judge")).toggle(!RED.nodes.node(form.value("model")));
    this.#cards.choose(mode);
    showPreset(form, preset);
    form.toggle(mode === "crop", "shortSide");
    form.toggle(mode === "letterbox", "pad");
    this.#showKept(mode);
    this.#showAgreement(mode);
  }

  /** Asks for new pictures, once the last ones are there. */
  refresh(): void {
    this.choose();
    const picture = this.#picture.choice;
    if (!picture) return;
    const body = (): object => {
      const preprocess = this.#form.values();
      return { picture, preprocess, model: modelOf(preprocess["model"] ?? "") };
    };
    this.#asker.run<PreviewAnswer>("preview", body, {
      waiting: () => this.#cards.wait(this.#form.text("form.reading")),
      answer: (answer) => this.#show(answer),
      failure: (failure) => this.#fail(failure),
    });
  }

  close(): void {
    this.#asker.close();
  }

  #show(answer: PreviewAnswer): void {
    this.#answer = answer;
    const { name, width, height, image } = answer.picture;
    const box = this.#form.part("picture");
    box.style.aspectRatio = `${width} / ${height}`;
    box.replaceChildren(drawn(image, name));
    this.#form
      .part("about")
      .replaceChildren(h("span", { class: "ev-file" }, name), ` · ${width} × ${height}`);
    this.#cards.show(answer);
    this.choose();
  }

  /** The frame on the picture round what is used of it. */
  #showKept(mode: ResizeMode): void {
    const box = this.#form.part("picture");
    box.querySelector(".ev-frame")?.remove();
    if (!this.#answer) return;
    const { width, height } = this.#answer.picture;
    const { source, resized, offset, output } = this.#answer.modes[mode === "none" ? "stretch" : mode].plan;
    const cropped = mode === "crop";
    const part = {
      left: source.x + (cropped ? (offset.x / resized.width) * source.width : 0),
      top: source.y + (cropped ? (offset.y / resized.height) * source.height : 0),
      width: source.width * (cropped ? output.width / resized.width : 1),
      height: source.height * (cropped ? output.height / resized.height : 1),
    };
    const whole = part.width >= width - 1 && part.height >= height - 1;
    this.#form.part("keeps").textContent = this.#form.text(
      whole ? "keeps.whole" : `keeps.${cropped ? "crop" : "region"}`,
    );
    if (whole) return;
    const at = (value: number, of: number): string => `${(value / of) * 100}%`;
    const style = `left: ${at(part.left, width)}; top: ${at(part.top, height)}; width: ${at(part.width, width)}; height: ${at(part.height, height)}`;
    box.append(h("div", { class: "ev-frame", style }));
  }

  #showAgreement(mode: ResizeMode): void {
    const place = this.#form.part("note");
    if (!this.#answer) return;
    const { modes, trained, judgeError } = this.#answer;
    if (judgeError) {
      place.replaceChildren(failureNote(this.#form, judgeError));
      return;
    }
    const labels = MODES.map((each) => modes[each].top?.label);
    if (labels.includes(undefined)) place.replaceChildren();
    else if (labels.every((label) => label === labels[0]))
      place.replaceChildren(note("info", this.#form.text("agreement.all")));
    else {
      const own = trained && trained !== "none" ? trained : undefined;
      const key = own === undefined ? "unknown" : own === mode ? "kept" : "changed";
      const trainedOn = own ? this.#form.text(`choice.resizeMode.${own}`).toLowerCase() : "";
      place.replaceChildren(note("warning", this.#form.text(`agreement.${key}`, { mode: trainedOn })));
    }
  }

  #fail(failure: Failure): void {
    this.#cards.wait("");
    this.#form.part("note").replaceChildren(failureNote(this.#form, failure));
  }
}

const previews = new WeakMap<EditedNode, Preview>();

export const definition: Definition = {
  paletteLabel: "preprocess",
  label() {
    return this.name || "preprocess";
  },
  labelStyle,
  inputLabels() {
    return this._("port.pictures");
  },
  outputLabels() {
    return this._("port.tensors");
  },
  oneditprepare() {
    const form = new Form(this, properties);
    const whole = { value: "whole", label: this._("type.whole"), hasValue: false };
    form.typed("region", [whole, "json", "msg", "env"]);
    form.typed("property", ["msg"]);
    showTabs(form, [
      { id: "geometry", label: this._("tab.geometry") },
      { id: "numbers", label: this._("tab.numbers") },
    ]);
    previews.set(this, new Preview(form));
  },
  oneditsave() {
    formOf(this).save();
    previews.get(this)?.close();
  },
  oneditcancel() {
    previews.get(this)?.close();
  },
};
