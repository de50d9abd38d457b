import { fileKind } from "./file-kind";

const MAX_KEYS = 5;
const MAX_TEXT = 24;

/** An address or a path in a text, in words that give away no password. */
function place(text: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme) return `an address (${scheme.toLowerCase()}://…) instead of the picture itself`;
  if (/^data:/i.test(text)) return `a data URL of the type ${/^data:([\w.+/-]*)/i.exec(text)?.[1] || "text"}`;
  if (/^([~.]{0,2}[\\/]|[a-z]:[\\/])/i.test(text) || /^[^\n]{1,255}\.[a-z]{2,4}$/i.test(text)) {
    return `a file path ("${shorten(text)}") instead of the picture itself`;
  }
  return undefined;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

/** A text that is no picture, in words. */
export function describeText(text: string): string {
  if (text.trim() === "") return "an empty text";
  return (
    place(text.slice(0, 512)) ?? `text that is not base64 of a picture ("${shorten(text.slice(0, 512))}")`
  );
}

/** Bytes that are no picture, in words, by their first ones. */
export function describeBytes(bytes: Uint8Array): string {
  const kind = fileKind(bytes);
  if (kind) return kind;
  const first = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${bytes.length} bytes of no known picture format (they start with ${first})`;
}

/** Any value that is no picture, in words. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "number":
    case "bigint":
      return `the number ${value}`;
    case "boolean":
      return `the boolean ${value}`;
    case "string":
      return describeText(value);
    case "function":
    case "symbol":
      return `a ${typeof value}`;
  }
  if (Array.isArray(value)) return `an array of ${value.length} elements`;
  if (ArrayBuffer.isView(value)) return `a bare ${value.constructor.name}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const keys = Object.keys(value as object);
  const kind = name && name !== "Object" ? `an object of the class ${name}` : "an object";
  if (keys.length === 0) return kind;
  const shown = keys.slice(0, MAX_KEYS).map(shorten).join(", ");
  return `${kind} with the keys ${shown}${keys.length > MAX_KEYS ? ", …" : ""}`;
}
