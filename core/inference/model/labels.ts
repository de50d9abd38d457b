import { VisionError } from "../../values/errors";

/** Most labels that are read. */
const MAX_LABELS = 1_000_000;

const invalid = (path: string, detail: string) => new VisionError("LABELS_INVALID", { path, detail });

/** "tabby, tabby cat" → "tabby". */
export function firstSynonym(label: string): string {
  return label.split(",")[0]?.trim() ?? label;
}

function fromPairs(pairs: readonly (readonly [number, string])[], path: string): string[] {
  const labels: string[] = [];
  for (const [index, label] of pairs) {
    if (!Number.isInteger(index) || index < 0 || index >= MAX_LABELS)
      throw invalid(path, `the index ${index} is out of range`);
    labels[index] = label;
  }
  return Array.from(labels, (label, index) => label ?? String(index));
}

/** `{0: "tench"}`, `{0: ["n01440764", "tench"]}`, `{tench: 0}`, `{id2label: …}`, `{label2id: …}`, `["tench"]`. */
export function labelsFromJson(value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.map((each) => (Array.isArray(each) ? String(each.at(-1)) : String(each)));
  }
  if (typeof value !== "object" || value === null) throw invalid(path, "expected a list or an index");
  const { id2label, label2id } = value as Record<string, unknown>;
  const nested = id2label ?? label2id;
  if (nested) return labelsFromJson(nested, path);
  const entries = Object.entries(value);
  if (entries.length === 0) throw invalid(path, "it names no label");
  if (entries.every(([key]) => /^\d+$/.test(key))) {
    const text = (label: unknown) => String(Array.isArray(label) ? label.at(-1) : label).replaceAll("_", " ");
    return fromPairs(
      entries.map(([key, label]) => [Number(key), Array.isArray(label) ? text(label) : String(label)]),
      path,
    );
  }
  if (entries.every(([, index]) => Number.isInteger(Number(index)))) {
    return fromPairs(
      entries.map(([label, index]) => [Number(index), label]),
      path,
    );
  }
  throw invalid(path, "neither keys nor values are numbers");
}

/** Python's text of a dict, as Ultralytics keeps it: `{0: 'cat', 1: "dog's"}`. */
export function labelsFromDict(text: string, path: string): string[] {
  const pairs = [...text.matchAll(/(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)].map(
    ([, index, single, double]) => [Number(index), (single ?? double ?? "").replace(/\\(.)/g, "$1")] as const,
  );
  if (pairs.length === 0) throw invalid(path, "it names no label");
  return fromPairs(pairs, path);
}

/** `item { id: 1 display_name: "person" }`, as TensorFlow's label maps have it. */
function fromPbtxt(text: string, path: string): string[] {
  const value = (item: string, key: string) =>
    new RegExp(`\\b${key}\\s*:\\s*(?:"([^"\\n]*)"|'([^'\\n]*)'|(\\d+))`)
      .exec(item)
      ?.slice(1)
      .find((each) => each !== undefined);
  const pairs = [...text.matchAll(/item\s*\{([^}]*)\}/g)].map(([, item = ""]) => {
    const label = value(item, "display_name") ?? value(item, "name");
    const id = value(item, "id");
    if (label === undefined || id === undefined) throw invalid(path, "an item lacks its id or name");
    return [Number(id), label] as const;
  });
  return fromPairs(pairs, path);
}

function fromLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  while (lines.at(-1) === "") lines.pop();
  const synset = /^n\d{8}\s+(.+)$/;
  if (lines.every((line) => synset.test(line)))
    return lines.map((line) => firstSynonym(synset.exec(line)?.[1] as string));
  const numbered = /^(\d+)\s*[:,\t ]\s*(.+)$/;
  const isNumbered =
    lines.length > 1 &&
    lines.every((line, i) => {
      const index = Number(numbered.exec(line)?.[1] ?? Number.NaN);
      return index === i || index === i + 1;
    });
  return isNumbered ? lines.map((line) => numbered.exec(line)?.[2]?.trim() as string) : lines;
}

/**
 * Names of classes, by index, from the usual forms of label files: one a line (numbered or with synset
 * numbers as well), JSON list or index, pbtxt, a Python dict. Throws `LABELS_INVALID`.
 */
export function parseLabels(raw: string, path: string): string[] {
  const text = raw.replace(/^\ufeff/, "").trim();
  if (!text) throw invalid(path, "the file is empty");
  if (text.includes("\0")) throw invalid(path, "it is no text");
  let labels: string[];
  if (/^\s*(?:#.*\n\s*)*item\s*\{/.test(text)) labels = fromPbtxt(text, path);
  else if (text.startsWith("[") || text.startsWith("{")) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return labelsFromDict(text, path);
    }
    labels = labelsFromJson(value, path);
  } else labels = fromLines(text);
  if (labels.length > MAX_LABELS) throw invalid(path, `it names more than ${MAX_LABELS} labels`);
  return labels;
}
