import { VisionError } from "../../../core/values/errors";
import type { ModelProperties, PictureChoice } from "../contract";

type Json = Readonly<Record<string, unknown>>;

function invalid(name: string, expected: string, received: unknown): VisionError {
  return new VisionError("OPTION_INVALID", {
    name,
    expected,
    received: received === null ? "null" : typeof received,
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parsed body of a request. Throws `OPTION_INVALID`. */
export function bodyOf(body: unknown): Json {
  if (!isObject(body)) throw invalid("the request", "JSON", body);
  return body;
}

/** Text of a field. Throws `OPTION_INVALID`. */
function textOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw invalid(name, "text", value);
  return value;
}

/** Which picture a request asks about. Throws `OPTION_INVALID`. */
export function pictureOf(value: unknown): PictureChoice {
  if (!isObject(value)) throw invalid("picture", "a sample or an own picture", value);
  if (value["sample"] !== undefined) return { sample: textOf(value["sample"], "picture.sample") };
  return { name: textOf(value["name"], "picture.name"), data: textOf(value["data"], "picture.data") };
}

/** Properties of a form: plain values only. Throws `OPTION_INVALID`. */
export function propertiesOf(value: unknown, name: string): ModelProperties {
  if (!isObject(value)) throw invalid(name, "the properties of a form", value);
  const plain = Object.entries(value).filter(([, each]) =>
    ["string", "number", "boolean"].includes(typeof each),
  );
  return Object.fromEntries(plain) as ModelProperties;
}
