import type { Plan, Size } from "../../../core/values/plan";
import type { ResizeMode } from "../../../core/values/spec";
import type { Preview, PreviewAnswer } from "../contract";
import { drawn, h, icon } from "./dom";
import type { Form } from "./form";

/** Ways of resizing that are shown as pictures. */
export const MODES = ["stretch", "crop", "letterbox"] as const;
export type Mode = (typeof MODES)[number];

function percent(part: number): number {
  return Math.round(part * 100);
}

/** What a plan does to the picture, in words: how much of it is kept and whether its shape is. */
export function lossOf(form: Form, mode: Mode, { source, resized, output }: Plan): string {
  const area = ({ width, height }: Size): number => width * height;
  if (mode === "crop") return form.text("loss.crop", { kept: percent(area(output) / area(resized)) });
  if (mode === "letterbox")
    return form.text("loss.letterbox", { bars: percent(1 - area(resized) / area(output)) });
  const shape = output.width / output.height / (source.width / source.height);
  const squeezed = percent(Math.min(shape, 1 / shape));
  return squeezed === 100 ? form.text("loss.same") : form.text("loss.stretch", { squeezed });
}

interface Card {
  readonly root: HTMLLabelElement;
  readonly radio: HTMLInputElement;
  readonly shot: HTMLElement;
  readonly top: HTMLElement;
  readonly loss: HTMLElement;
}

/** One picture as the model would see it in each resize mode; one radio group. */
export class ResizeCards {
  readonly #form: Form;
  readonly #cards: Readonly<Record<Mode, Card>>;

  /** @param picked called with the mode of the card that the user picks */
  constructor(form: Form, root: HTMLElement, picked: (mode: Mode) => void) {
    this.#form = form;
    this.#cards = Object.fromEntries(MODES.map((mode) => [mode, this.#card(mode, picked)])) as Record<
      Mode,
      Card
    >;
    root.setAttribute("role", "radiogroup");
    root.setAttribute("aria-label", form.text("label.resizeMode"));
    root.replaceChildren(...MODES.map((mode) => this.#cards[mode].root));
  }

  /** Marks the card of the mode in force; none for "as it is". */
  choose(chosen: ResizeMode): void {
    for (const mode of MODES) {
      const { root, radio, shot } = this.#cards[mode];
      const is = mode === chosen;
      root.classList.toggle("ev-chosen", is);
      radio.checked = is;
      shot.querySelector(".ev-badge")?.remove();
      if (is)
        shot.append(h("span", { class: "ev-badge" }, icon("check"), ` ${this.#form.text("form.chosen")}`));
    }
  }

  /** Shows the three pictures and answers. */
  show(answer: PreviewAnswer): void {
    for (const mode of MODES) this.#show(mode, answer.modes[mode]);
  }

  /** Puts `text` in place of the answers; pictures stay, so that nothing jumps. */
  wait(text: string): void {
    for (const mode of MODES) this.#cards[mode].top.textContent = text;
  }

  #show(mode: Mode, { image, plan, top }: Preview): void {
    const { shot, top: line, loss } = this.#cards[mode];
    const { width, height } = plan.output;
    shot.style.aspectRatio = `${width} / ${height}`;
    shot.querySelector("canvas")?.remove();
    shot.prepend(drawn(image, this.#form.text("form.modelSees", { width, height })));
    line.replaceChildren(
      ...(top ? [h("b", { title: top.label }, top.label), h("span", {}, `${percent(top.score)} %`)] : []),
    );
    loss.textContent = lossOf(this.#form, mode, plan);
  }

  #card(mode: Mode, picked: (mode: Mode) => void): Card {
    const radio = h("input", { type: "radio", name: "ev-resize", value: mode });
    radio.addEventListener("change", () => picked(mode));
    const shot = h("div", { class: "ev-shot", style: "aspect-ratio: 1" });
    const top = h("div", { class: "ev-top" });
    const loss = h("div", { class: "ev-loss" });
    const name = h("div", { class: "ev-mode" }, radio, this.#form.text(`choice.resizeMode.${mode}`));
    const words = h("div", { class: "ev-words" }, name, top, loss);
    return { root: h("label", { class: "ev-card" }, shot, words), radio, shot, top, loss };
  }
}
