import type { PreprocessSpec } from "../../values/spec";
import type { OutputFacts } from "../session";
import type { Said } from "./preset";

/** One thing that was read from a model, for the form's table. */
export interface Fact {
  readonly key: "size" | "resize" | "scale" | "labels" | "softmax" | "interpolation";
  readonly params: Readonly<Record<string, string | number>>;
  /** File name, `graph` or `setting`; blank: nobody says it, this is the default. */
  readonly from: string;
  readonly contradicts?: { readonly from: string; readonly text: string };
}

type Key = keyof PreprocessSpec;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const list = (value: readonly number[]): string => {
  const rounded = value.map((each) => Number(each.toPrecision(4)));
  return rounded.every((each) => each === rounded[0]) ? String(rounded[0]) : rounded.join(", ");
};

/** Who says `key`, and another file that says otherwise. */
function origin(said: readonly (readonly [string, Said])[], key: Key): Pick<Fact, "from" | "contradicts"> {
  const [first, ...others] = said.filter(([, each]) => each[key] !== undefined);
  if (!first) return { from: "" };
  const [from, values] = first;
  const other = others.find(([, each]) => !same(each[key], values[key]));
  const text = other && JSON.stringify(other[1][key]);
  return { from, ...(other && text && { contradicts: { from: other[0], text } }) };
}

/** The table of what was read, and the parts of preprocessing that nobody states. */
export function factsOf(
  spec: PreprocessSpec,
  said: readonly (readonly [string, Said])[],
  output: OutputFacts,
  labels: { readonly names: readonly string[]; readonly from: string } | undefined,
): { facts: Fact[]; guessed: string[] } {
  const { width, height, resize, shortSide, mean, std, scale, color, interpolation, layout, dtype } = spec;
  const facts: Fact[] = [
    { key: "size", params: { width, height, layout: layout.toUpperCase(), dtype }, from: "graph" },
    {
      key: "resize",
      params: {
        mode: resize,
        size: shortSide ? `${shortSide} → ${width} × ${height}` : `${width} × ${height}`,
      },
      ...origin(said, "resize"),
    },
    {
      key: "scale",
      // As (x − mean) / std on pixels 0–255.
      params: {
        mean: list(mean.map((each) => each / scale)),
        std: list(std.map((each) => each / scale)),
        color: color.toUpperCase(),
      },
      ...origin(said, "mean"),
    },
    { key: "labels", params: { count: labels?.names.length ?? 0 }, from: labels?.from ?? "" },
    { key: "softmax", params: { activation: output.activation }, from: "graph" },
    { key: "interpolation", params: { interpolation }, ...origin(said, "interpolation") },
  ];
  const guessed = facts
    .filter(({ key, from }) => (key === "resize" || key === "scale") && from === "")
    .map(({ key }) => key);
  return { facts, guessed };
}
