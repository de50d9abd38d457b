import { STAGES } from "../../../core/values/timings";
import type { Failure, TryAnswer } from "../contract";
import { decimal, drawn, h } from "./dom";
import type { Form } from "./form";
import { failureNote, note } from "./note";
import { Picture } from "./picture";
import { Asker } from "./server";

/** Bars of the best labels, best first. */
function bars(predictions: TryAnswer["predictions"]): HTMLElement {
  const rows = predictions.map(({ label, score }) => {
    const part = Math.min(Math.max(score, 0), 1) * 100;
    const bar = h("div", { class: "ev-bar" }, h("div", { style: `width: ${part}%` }));
    return h(
      "tr",
      {},
      h("td", { title: label }, label),
      h("td", {}, bar),
      h("td", { class: "ev-figure" }, `${decimal(part)} %`),
    );
  });
  return h("table", { class: "ev-bars" }, h("tbody", {}, ...rows));
}

/** "Try it": one picture, the five best labels, who answered, and where the time went. */
export class Try {
  readonly #form: Form;
  readonly #asker = new Asker();
  readonly #picture: Picture;
  readonly #shot = h("div", { class: "ev-picture" });
  readonly #answer = h("div", { class: "ev-answer" });
  readonly #about = h("span", { class: "ev-aside" });
  readonly #facts = h("tbody");
  readonly #note = h("div", { "aria-live": "polite" });
  #reason = "";
  #shown = false;

  constructor(form: Form, root: HTMLElement) {
    this.#form = form;
    this.#picture = new Picture(
      form,
      "espresso.jpg",
      () => this.refresh(),
      (failure) => this.#fail(failure),
    );
    this.#picture.acceptDrops(this.#shot);
    const footer = h("footer", {}, ...this.#picture.buttons(), this.#about);
    const box = h(
      "div",
      { class: "ev-box" },
      h("div", { class: "ev-try" }, this.#shot, this.#answer),
      footer,
    );
    root.replaceChildren(box, h("table", { class: "ev-facts" }, this.#facts), this.#note);
  }

  /** The tab is open: from now on the model is asked. */
  show(): void {
    this.#shown = true;
    this.refresh();
  }

  /** Why nothing can be tried, or blank. */
  disable(reason: string): void {
    this.#reason = reason;
  }

  refresh(): void {
    const picture = this.#picture.choice;
    if (!this.#shown || !picture) return;
    if (this.#reason) {
      this.#empty();
      this.#note.replaceChildren(note("warning", this.#reason));
      return;
    }
    this.#asker.run<TryAnswer>("try", () => ({ picture, model: this.#form.values() }), {
      waiting: () => this.#answer.replaceChildren(this.#form.text("form.reading")),
      answer: (answer) => this.#show(answer),
      failure: (failure) => this.#fail(failure),
    });
  }

  close(): void {
    this.#asker.close();
  }

  #show({ picture, predictions, backend, precision, timings }: TryAnswer): void {
    this.#shot.replaceChildren(drawn(picture.image, picture.name));
    this.#answer.replaceChildren(bars(predictions));
    const size = ` · ${picture.width} × ${picture.height}`;
    this.#about.replaceChildren(h("span", { class: "ev-file" }, picture.name), size);
    const stages = STAGES.filter((stage) => timings[stage] !== undefined);
    const parts = stages.map((stage) => `${this.#form.text(`stage.${stage}`)} ${decimal(timings[stage])}`);
    const time = `${decimal(timings["total"])} ms: ${parts.join(" · ")}`;
    const who = `${this.#form.text(`backendName.${backend}`)}, ${precision.toUpperCase()}`;
    this.#facts.replaceChildren(this.#row("try.answered", who), this.#row("try.time", time));
    this.#note.replaceChildren();
  }

  #row(key: string, text: string): HTMLElement {
    return h("tr", {}, h("th", { scope: "row" }, this.#form.text(key)), h("td", {}, text));
  }

  #empty(): void {
    this.#answer.replaceChildren();
    this.#facts.replaceChildren();
  }

  #fail(failure: Failure): void {
    this.#empty();
    this.#note.replaceChildren(failureNote(this.#form, failure));
  }
}
