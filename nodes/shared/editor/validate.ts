import type { Property, PropertyTable } from "../../../core/values/properties";
import type { EditedNode } from "./red";

/** `${NAME}`: Node-RED puts the environment variable in when the flow starts. */
const ENVIRONMENT = /^\$\{[^}]+\}$/;

/** Whether a property's text is an environment variable. */
export function isEnvironment(value: unknown): value is string {
  return typeof value === "string" && ENVIRONMENT.test(value.trim());
}

/** What is wrong with a value: a key below `invalid` and the numbers for its text. */
export interface Fault {
  readonly key:
    | "number"
    | "integer"
    | "min"
    | "max"
    | "range"
    | "choice"
    | "json"
    | "boolean"
    | "triple"
    | "positive"
    | "region";
  readonly params?: Readonly<Record<string, number>>;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

function numberFault(value: unknown, { min, max, integer }: Bounds): Fault | undefined {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return { key: "number" };
  if (integer && !Number.isInteger(number)) return { key: "integer" };
  const low = min !== undefined && number < min;
  const high = max !== undefined && number > max;
  if (!low && !high) return undefined;
  if (min !== undefined && max !== undefined) return { key: "range", params: { min, max } };
  return low
    ? { key: "min", params: { min: min as number } }
    : { key: "max", params: { max: max as number } };
}

/**
 * What is wrong with `value` for a row of a property table; undefined if nothing. Blank is right
 * (older flows lack newer properties), and so is an environment variable.
 *
 * @param type of a typed input
 */
export function faultOf(property: Property, value: unknown, type?: string): Fault | undefined {
  if (value === undefined || value === null || value === "" || isEnvironment(value)) return undefined;
  switch (property.kind) {
    case "number":
    case "number?":
      return numberFault(value, property);
    case "typed":
      return type === "num" ? numberFault(value, property) : undefined;
    case "choice":
      return property.choices.map(String).includes(String(value)) ? undefined : { key: "choice" };
    case "boolean":
      return ["true", "false"].includes(String(value)) ? undefined : { key: "boolean" };
    case "json":
      try {
        JSON.parse(String(value));
        return undefined;
      } catch {
        return { key: "json" };
      }
    default:
      return undefined;
  }
}

/** A validator that Node-RED accepts a reason from: it must take two arguments. */
export type Validator = (this: EditedNode, value: unknown, options: unknown) => boolean | string;

/** A property's current type: of the open form, else of the node. */
function typeOf(node: EditedNode, name: string): string {
  const field = $(`#node-input-${name}Type`);
  return String((field.length > 0 ? field.val() : node[`${name}Type`]) ?? "");
}

/** One validator a property, with `own` in place of the table's where given. */
export function validatorsOf<T extends PropertyTable>(
  table: T,
  own: Partial<Record<keyof T, (value: string, type: string) => Fault | undefined>> = {},
): Record<keyof T, Validator> {
  const entries = Object.entries(table).map(([name, property]) => {
    const validate: Validator = function (value, _options) {
      const type = property.kind === "typed" ? typeOf(this, name) : "";
      const special = own[name];
      const fault =
        special && value !== "" && value !== undefined && !isEnvironment(value)
          ? special(String(value), type)
          : faultOf(property, value, type);
      return fault ? `${this._(`label.${name}`)}: ${this._(`invalid.${fault.key}`, fault.params)}` : true;
    };
    return [name, validate];
  });
  return Object.fromEntries(entries) as Record<keyof T, Validator>;
}
