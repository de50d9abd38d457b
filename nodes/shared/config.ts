import { VisionError } from "../../core/values/errors";
import type { Property, PropertyTable } from "../../core/values/properties";

/** What the runtime gets for one row of a property table. */
type Value<P extends Property> = P extends { kind: "number" }
  ? number
  : P extends { kind: "number?" }
    ? number | undefined
    : P extends { kind: "boolean" }
      ? boolean
      : P extends { kind: "choice"; choices: readonly (infer C)[] }
        ? C
        : P extends { kind: "json" }
          ? unknown
          : string;

/** A node's configuration, checked and in the types of its table. */
export type Config<T extends PropertyTable> = { readonly [K in keyof T]: Value<T[K]> };

function refuse(name: string, expected: string, received: unknown): VisionError {
  return new VisionError("OPTION_INVALID", {
    name,
    expected,
    received: JSON.stringify(received) ?? "nothing",
  });
}

/**
 * A number from a form or an environment variable, within bounds.
 * Throws `OPTION_INVALID`.
 */
export function numberOf(
  name: string,
  value: unknown,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = {},
): number {
  const number = typeof value === "string" && value.trim() ? Number(value) : value;
  const what = integer ? "a whole number" : "a number";
  if (typeof number !== "number" || !Number.isFinite(number)) throw refuse(name, what, value);
  if (number < min || number > max || (integer && !Number.isInteger(number))) {
    throw refuse(name, `${what} from ${min} to ${max}`, value);
  }
  return number;
}

function booleanOf(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw refuse(name, "true or false", value);
}

function jsonOf(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw refuse(name, "JSON", value);
  }
}

function read(name: string, property: Property, given: unknown): unknown {
  const value = given === undefined || given === null || given === "" ? property.default : given;
  if (property.required && value === "") throw refuse(name, "a value", value);
  switch (property.kind) {
    case "number":
      return numberOf(name, value, property);
    case "number?":
      return value === "" ? undefined : numberOf(name, value, property);
    case "boolean":
      return booleanOf(name, value);
    case "choice": {
      const choice = property.choices.find((each) => String(each) === String(value));
      if (choice === undefined) throw refuse(name, property.choices.join(", "), value);
      return choice;
    }
    case "json":
      return jsonOf(name, value);
    default:
      return String(value);
  }
}

/**
 * Checks a node's properties, in which Node-RED has put in the environment variables, against its
 * table; what is missing gets its default. Throws `OPTION_INVALID` naming the first wrong one.
 */
export function readConfig<T extends PropertyTable>(
  table: T,
  raw: Readonly<Record<string, unknown>>,
): Config<T> {
  return Object.fromEntries(
    Object.entries(table).map(([name, property]) => [name, read(name, property, raw[name])]),
  ) as Config<T>;
}
