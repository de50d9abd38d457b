import { VisionError } from "../../core/values/errors";
import type { ClassifyOptions, LabelGroup } from "../../core/values/options";
import { type Config, numberOf } from "../shared/config";
import type { properties } from "./config";

function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Rows of an editable list. Throws `OPTION_INVALID`. */
function rows(name: string, value: unknown): Record<string, unknown>[] {
  const isRow = (row: unknown) => typeof row === "object" && row !== null;
  if (Array.isArray(value) && value.every(isRow)) return value as Record<string, unknown>[];
  throw new VisionError("OPTION_INVALID", {
    name,
    expected: "a list",
    received: JSON.stringify(value) ?? "",
  });
}

/** Rows from → to: one row renames, several with the same `to` are a group. */
function names(list: readonly Record<string, unknown>[]): Pick<ClassifyOptions, "rename" | "groups"> {
  const byName = new Map<string, string[]>();
  for (const row of list) {
    const [from, to] = [String(row["from"] ?? "").trim(), String(row["to"] ?? "").trim()];
    if (from && to) byName.set(to, [...(byName.get(to) ?? []), from]);
  }
  const rename: Record<string, string> = {};
  const groups: LabelGroup[] = [];
  for (const [name, members] of byName) {
    if (members.length > 1) groups.push({ name, members });
    else rename[members[0] as string] = name;
  }
  return { rename, groups };
}

/** The node's settings as the ranker wants them; top-k and threshold may differ a message. */
export function classifyOptions(config: Config<typeof properties>): ClassifyOptions {
  const { activation, margin, other, topK, topKType, threshold, thresholdType } = config;
  const thresholds = rows("thresholds", config.thresholds).map(
    (row) => [String(row["label"]), numberOf("thresholds", row["threshold"])] as const,
  );
  return {
    activation,
    margin,
    other,
    topK: topKType === "num" ? numberOf("topK", topK, { min: 1, integer: true }) : 1,
    threshold: thresholdType === "num" ? numberOf("threshold", threshold) : 0,
    thresholds: Object.fromEntries(thresholds),
    allow: lines(config.allow),
    deny: lines(config.deny),
    ...names(rows("rename", config.rename)),
  };
}
