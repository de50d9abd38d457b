import type { Failure } from "../contract";
import { h, icon } from "./dom";
import type { Form } from "./form";
import { FORBIDDEN, OFFLINE } from "./server";

export type NoteKind = "info" | "warning" | "error";

const ICONS: Readonly<Record<NoteKind, string>> = {
  info: "info-circle",
  warning: "warning",
  error: "exclamation-circle",
};

/** A box with an icon and words. `**bold**` in the text is bold. */
export function note(kind: NoteKind, text: string, code?: string): HTMLElement {
  const words = text
    .split("**")
    .map((part, index) => (index % 2 === 1 ? h("b", {}, part) : document.createTextNode(part)));
  const body = h(
    "div",
    {},
    ...words,
    code !== undefined && h("div", { class: "ev-code" }, h("code", {}, code)),
  );
  return h("div", { class: `ev-note ev-${kind}`, role: "status" }, icon(ICONS[kind]), body);
}

/** A server's error as a note: what happened, what to do, its code. */
export function failureNote(form: Form, { code, message }: Failure): HTMLElement {
  if (code === OFFLINE) return note("warning", form.text("form.offline"));
  if (code === FORBIDDEN) return note("warning", form.text("form.forbidden"));
  return note("error", message, code);
}
