import { VisionError } from "../values/errors";
import type { ClassifyOptions } from "../values/options";

/** A line of the answer: one class, or several under one name. */
export interface Entry {
  readonly label: string;
  /** Indices of the model's outputs, ascending, at least one. */
  readonly members: readonly number[];
  /** Threshold of its own; `undefined`: the overall one. */
  readonly threshold: number | undefined;
}

/** "tabby" of "tabby, tabby cat". */
function firstSynonym(label: string): string {
  return (label.split(",", 1)[0] as string).trim();
}

function push(map: Map<string, number[]>, name: string, index: number): void {
  const list = map.get(name);
  if (list) list.push(index);
  else map.set(name, [index]);
}

/**
 * Finds classes by name: exactly, upper and lower case kept; where no label reads so, by first synonym
 * ("tabby" finds "tabby, tabby cat"). A name that several classes bear finds all of them.
 */
class ClassNames {
  readonly #exact = new Map<string, number[]>();
  readonly #synonyms = new Map<string, number[]>();

  constructor(readonly labels: readonly string[]) {
    for (const [index, label] of labels.entries()) {
      push(this.#exact, label, index);
      push(this.#synonyms, firstSynonym(label), index);
    }
  }

  find(name: string): readonly number[] {
    const text = name.trim();
    return this.#exact.get(text) ?? this.#synonyms.get(text) ?? [];
  }
}

/** Name each class is shown under, and the classes of each given name. */
class ShownNames {
  readonly shown: string[];
  /** Given name (group or new name) → its classes. */
  readonly given = new Map<string, number[]>();

  constructor(
    readonly names: ClassNames,
    { rename, groups }: ClassifyOptions,
    unknown: (option: string, label: string) => void,
  ) {
    this.shown = [...names.labels];
    const wanted: [string, string, string][] = [
      ...Object.entries(rename).map(([from, to]): [string, string, string] => ["rename", from, to]),
      ...groups.flatMap(({ name, members }) =>
        members.map((member): [string, string, string] => ["groups", member, name]),
      ),
    ];
    for (const [option, from, to] of wanted) {
      const found = names.find(from);
      if (found.length === 0) unknown(option, from);
      for (const index of found) this.shown[index] = to;
    }
    const given = new Set(wanted.map(([, , to]) => to));
    for (const [index, name] of this.shown.entries()) if (given.has(name)) push(this.given, name, index);
  }

  /** Classes that `name` means: those shown under it, and those the model calls so. */
  find(name: string): readonly number[] {
    return [...(this.given.get(name.trim()) ?? []), ...this.names.find(name)];
  }
}

/** The entries that options make of a model's classes, and what they name in vain. */
export interface Entries {
  readonly entries: readonly Entry[];
  /** One `LABEL_UNKNOWN` for each name that no class bears. */
  readonly warnings: readonly VisionError[];
}

/**
 * Lays renaming, grouping, allow-list, deny-list and thresholds over a model's classes.
 *
 * Classes with one given name (by `groups`, by `rename`, or because the model calls one so) are one
 * entry; classes that merely bear the same label (ImageNet's two cranes) stay apart. allow, deny and
 * thresholds take the model's labels and given names alike; a denied member adds nothing to its group.
 *
 * @param labels names by index; a class without one is called by its index
 * @param classes number of the model's outputs
 */
export function entriesOf(
  options: ClassifyOptions,
  labels: readonly string[] | undefined,
  classes: number,
): Entries {
  const warnings: VisionError[] = [];
  const unknown = (option: string, label: string) =>
    warnings.push(new VisionError("LABEL_UNKNOWN", { option, label }));
  const names = new ClassNames(Array.from({ length: classes }, (_, i) => labels?.[i] ?? String(i)));
  const shown = new ShownNames(names, options, unknown);

  const indices = (option: string, list: readonly string[]): Set<number> => {
    const found = list.map((name) => [name, shown.find(name)] as const);
    for (const [name, members] of found) if (members.length === 0) unknown(option, name);
    return new Set(found.flatMap(([, members]) => members));
  };
  const allowed = indices("allow", options.allow);
  const denied = indices("deny", options.deny);
  const thresholds = new Map<number, number>();
  for (const [name, threshold] of Object.entries(options.thresholds)) {
    for (const index of indices("thresholds", [name])) thresholds.set(index, threshold);
  }

  const admitted = (index: number) =>
    (options.allow.length === 0 || allowed.has(index)) && !denied.has(index);
  const entries: Entry[] = [];
  for (const [index, label] of shown.shown.entries()) {
    const together = shown.given.get(label) ?? [index];
    if (together[0] !== index) continue;
    const members = together.filter(admitted);
    const threshold = together.map((member) => thresholds.get(member)).find((value) => value !== undefined);
    if (members.length > 0) entries.push({ label, members, threshold });
  }
  return { entries, warnings };
}
