import type { Property, PropertyTable } from "../../../core/values/properties";
import { type Choice, fillChoices } from "./choice";
import { h } from "./dom";
import type { EditedNode } from "./red";
import css from "./style.css";
import { isEnvironment } from "./validate";

const STYLE_ID = "edge-vision-forms";

/** Forms by the node that they edit. */
const forms = new WeakMap<EditedNode, Form>();

/** The form that `oneditprepare` opened for this node. */
export function formOf(node: EditedNode): Form {
  return forms.get(node) as Form;
}

/** Puts our style into the page, once for all nodes. */
function addStyle(): void {
  if (!document.getElementById(STYLE_ID)) document.head.append(h("style", { id: STYLE_ID }, css));
}

/** What a typed input of a form offers beside Node-RED's own types. */
export type TypedInputType =
  | "str"
  | "num"
  | "msg"
  | "env"
  | "json"
  | { readonly value: string; readonly label: string; readonly hasValue?: boolean; readonly icon?: string };

/** The open form of a node, filled from its property table. */
export class Form {
  readonly node: EditedNode;
  readonly #table: PropertyTable;
  readonly #prefix: string;

  /** Fills lists, adds tooltips and shows 0 as blank where blank says more (`data-zero`). */
  constructor(node: EditedNode, table: PropertyTable) {
    this.node = node;
    this.#table = table;
    this.#prefix = node._def.category === "config" ? "node-config-input" : "node-input";
    forms.set(node, this);
    addStyle();
    for (const [name, property] of Object.entries(table)) this.#prepare(name, property);
  }

  /** A part of this form that is no field: `data-part`. Forms open above one another, so ids would clash. */
  part(name: string): HTMLElement {
    const [part] = this.field("name").closest(".ev-form").find(`[data-part="${name}"]`).get();
    if (!part) throw new Error(`The form has no part ${name}.`);
    return part;
  }

  /** A text of the node's catalogue. */
  text(key: string, params?: Readonly<Record<string, string | number>>): string {
    return this.node._(key, params);
  }

  /** The field of a property, whatever stands in its place at the moment. */
  field(name: string): JQuery<HTMLInputElement> {
    return $(`#${this.#prefix}-${name}`) as JQuery<HTMLInputElement>;
  }

  /** What the field of a property holds now; its default where the form has no field. */
  value(name: string): string {
    const field = this.field(name);
    return String(
      field.length > 0 ? (field.val() ?? "") : (this.node[name] ?? this.#table[name]?.default ?? ""),
    );
  }

  /** All properties as the form holds them now. */
  values(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.#table).map((name) => [name, this.value(name)]));
  }

  /** Shows or hides the rows of properties. */
  toggle(visible: boolean, ...names: string[]): void {
    for (const name of names) this.field(name).closest(".form-row, .ev-part").toggle(visible);
  }

  /** Calls `listener` now and whenever one of the fields changes. */
  watch(names: readonly string[], listener: () => void): void {
    this.changed(names, listener);
    listener();
  }

  /** Calls `listener` whenever one of the fields changes. */
  changed(names: readonly string[], listener: () => void): void {
    for (const name of names) this.field(name).on("change input", listener);
  }

  /** Makes the field of a `typed` property a typed input. */
  typed(name: string, types: readonly TypedInputType[]): void {
    const field = this.field(name);
    const type = $(`#${this.#prefix}-${name}Type`);
    type.val(String(this.node[`${name}Type`] ?? this.#table[`${name}Type`]?.default ?? ""));
    field.typedInput({ types: types.slice() as never, typeField: type });
    field.typedInput("type", String(type.val()));
  }

  /** Fills the list of a property, if its field is one. */
  choices(name: string, choices: readonly Choice[], value: string): void {
    const [select] = this.field(name).get() as HTMLElement[];
    if (!(select instanceof HTMLSelectElement)) return;
    const [environment, back] = [this.text("form.environment"), this.text("form.backToList")];
    fillChoices(select, choices, value, { environment, back });
  }

  /** To call in oneditsave: what the fields show becomes what is stored. */
  save(): void {
    for (const [name, property] of Object.entries(this.#table)) {
      const field = this.field(name);
      if (field.length === 0) continue;
      if (field.data("zero") !== undefined && field.val() === "") field.val("0");
      if (property.kind === "boolean") this.#saveBoolean(field);
    }
  }

  /** Node-RED saves a boolean only from a checkbox. */
  #saveBoolean(field: JQuery<HTMLInputElement>): void {
    const value = String(field.val());
    if (isEnvironment(value)) return;
    const id = field.attr("id") as string;
    const box = h("input", { type: "checkbox", id, hidden: true });
    box.checked = value === "true";
    field.replaceWith(box);
  }

  #prepare(name: string, property: Property): void {
    const field = this.field(name);
    const [element] = field.get() as HTMLElement[];
    if (!element) return;
    if (property.kind === "choice" || property.kind === "boolean")
      this.choices(name, this.#choices(name, property), String(this.node[name] ?? property.default));
    if (field.data("zero") !== undefined) {
      field.attr("placeholder", this.text(String(field.data("zero"))));
      if (Number(this.node[name]) === 0) field.val("");
    }
    this.#describe(name, element);
  }

  #choices(name: string, property: Property): Choice[] {
    const values = property.kind === "choice" ? property.choices.map(String) : ["false", "true"];
    return values.map((value) => ({ value, text: this.text(`choice.${name}.${value || "preset"}`) }));
  }

  /** The tooltip, for the mouse on the label and for screen readers on the field. */
  #describe(name: string, element: HTMLElement): void {
    const tip = this.text(`tip.${name}`);
    element.setAttribute("aria-description", tip);
    const label = $(`label[for="${element.id}"]`);
    if (label.length > 0) RED.popover.tooltip(label, tip);
  }
}
