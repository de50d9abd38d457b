import type { DescribeAnswer, Failure, ReadFact, TensorFacts } from "../contract";
import { h, icon } from "./dom";
import type { Form } from "./form";
import { failureNote, note } from "./note";
import { Asker } from "./server";

/** The parameter that decides how a fact is worded. */
const VARIANTS: Readonly<Record<string, string>> = {
  resize: "mode",
  softmax: "activation",
  interpolation: "interpolation",
};

/** The fact in words; what is 0 is open, or not there at all. */
function factText(form: Form, { key, params }: ReadFact): string {
  const variant = VARIANTS[key];
  const none = params["count"] === 0 || params["width"] === 0;
  const last = none ? "none" : variant ? params[variant] : "some";
  return form.text(`fact.${key}.${last}`, params);
}

/** Where it was read: a file name as it is, or a word for what is no file. */
function originText(form: Form, from: string): string {
  return ["graph", "setting", "metadata"].includes(from) ? form.text(`origin.${from}`) : from;
}

function factRow(form: Form, fact: ReadFact): HTMLElement {
  const { key, from, contradicts } = fact;
  const text = factText(form, fact);
  const said = h("span", { class: "ev-said" }, icon("info-circle"), ` ${form.text("read.default")}`);
  const value = h("td", {}, text);
  if (contradicts)
    value.append(
      h(
        "div",
        {},
        icon("warning"),
        ` ${form.text("read.contradicts", { ...contradicts, from: originText(form, contradicts.from) })}`,
      ),
    );
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, form.text(`read.${key}`)),
    value,
    h("td", {}, from ? originText(form, from) : said),
  );
}

/** `logits · float32 [batch, 1000]` */
export function tensorText({ name, type, dims }: TensorFacts): string {
  return `${name} · ${type} [${dims.join(", ")}]`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** "What was read": each fact about a model, its value and the file that says it. */
export class Description {
  readonly #form: Form;
  readonly #root: HTMLElement;
  readonly #line: HTMLElement;
  readonly #asker = new Asker();
  readonly #onAnswer: (answer: DescribeAnswer | undefined) => void;

  /**
   * @param root where the table goes
   * @param line where size, opset and parameters go
   * @param onAnswer called with what was read, or undefined when the model can't be used
   */
  constructor(
    form: Form,
    root: HTMLElement,
    line: HTMLElement,
    onAnswer: (answer: DescribeAnswer | undefined) => void,
  ) {
    this.#form = form;
    this.#root = root;
    this.#line = line;
    this.#onAnswer = onAnswer;
  }

  /** Reads the model that the form names now. */
  refresh(): void {
    this.#asker.run<DescribeAnswer>("describe", () => ({ model: this.#form.values() }), {
      waiting: () => {
        this.#line.textContent = this.#form.text("form.reading");
      },
      answer: (answer) => this.#show(answer),
      failure: (failure) => this.#fail(failure),
    });
  }

  close(): void {
    this.#asker.close();
  }

  #show(answer: DescribeAnswer): void {
    const { bytes, opset, parameters, facts, warnings } = answer;
    const params = { size: megabytes(bytes), opset, parameters: (parameters / 1e6).toFixed(1) };
    this.#line.replaceChildren(h("span", { class: "ev-dot" }), this.#form.text("read.line", params));
    const found = facts.filter(({ from }) => from !== "").length;
    const count = this.#form.text("read.count", { found, defaults: facts.length - found });
    const again = h("button", {
      type: "button",
      class: "red-ui-button red-ui-button-small ev-button",
      "aria-label": this.#form.text("read.again"),
    });
    again.append(icon("refresh"));
    again.addEventListener("click", () => this.refresh());
    const head = h(
      "header",
      {},
      this.#form.text("read.title"),
      h("span", { class: "ev-aside" }, count),
      again,
    );
    const rows = facts.map((fact) => factRow(this.#form, fact));
    const box = h(
      "div",
      { class: "ev-box" },
      head,
      h("table", { class: "ev-facts" }, h("tbody", {}, ...rows)),
    );
    const notes = warnings.map(({ code, message }) => note("warning", message, code));
    const focused = this.#root.contains(document.activeElement);
    this.#root.replaceChildren(box, ...notes);
    if (focused) again.focus();
    this.#onAnswer(answer);
  }

  #fail(failure: Failure): void {
    this.#line.replaceChildren();
    this.#root.replaceChildren(failureNote(this.#form, failure));
    this.#onAnswer(undefined);
  }
}
