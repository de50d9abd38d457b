import { VisionError } from "../values/errors";
import type { ClassifyOptions } from "../values/options";
import type { Activation, Prediction } from "../values/prediction";
import { activate, combine, type ScoreKind, scoreKind } from "./activate";
import { type Entry, entriesOf } from "./names";
import { best } from "./top";

/** What one message may ask differently. */
export type RankOverrides = Partial<Pick<ClassifyOptions, "topK" | "threshold">>;

/** Turns a model's output into predictions. */
export interface Ranker {
  /** Names in the options that no class bears, as `LABEL_UNKNOWN`; the rest of the options holds. */
  readonly warnings: readonly VisionError[];
  /**
   * Predictions of one picture, best first; equal scores by lower index (of a group: its first member's).
   * Throws `SCORES_INVALID` if no score is a number and `OPTION_INVALID` for a wrong override.
   */
  rank(scores: Float32Array, overrides?: RankOverrides): Prediction[];
}

function checkNumber(
  name: string,
  value: unknown,
  expected: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value === "number" && holds(value)) return;
  throw new VisionError("OPTION_INVALID", { name, expected, received: String(value) });
}

function checkOptions({ topK, threshold, margin, thresholds }: Partial<ClassifyOptions>): void {
  if (topK !== undefined) {
    checkNumber("topK", topK, "a whole number from 1", (n) => Number.isInteger(n) && n >= 1);
  }
  if (threshold !== undefined) checkNumber("threshold", threshold, "a number", Number.isFinite);
  if (margin !== undefined) checkNumber("margin", margin, "a number from 0", (n) => n >= 0);
  for (const [label, own] of Object.entries(thresholds ?? {})) {
    checkNumber(`thresholds ${label}`, own, "a number", Number.isFinite);
  }
}

/** Score of an entry; NaN where no member has one. */
function scoreOf({ members }: Entry, scores: Float64Array, kind: ScoreKind): number {
  if (members.length === 1) return scores[members[0] as number] ?? Number.NaN;
  const usable = members.map((index) => scores[index] ?? Number.NaN).filter((score) => !Number.isNaN(score));
  return usable.length === 0 ? Number.NaN : combine(usable, kind);
}

/** Index of the member with the highest score. */
function bestMember({ members }: Entry, scores: Float64Array): number {
  const [first = -1, ...rest] = members;
  let top = first;
  for (const index of rest) {
    if (Number.isNaN(scores[top]) || (scores[index] as number) > (scores[top] as number)) top = index;
  }
  return top;
}

/**
 * Prepares a ranking; what it does not depend on a picture is done here, once.
 *
 * Order of steps: activation (see `activate`), renaming and groups, allow and deny (scores are not
 * rescaled), thresholds, top-k. A threshold of 0 is none.
 *
 * "Other" (`{label: other, score of the best, index: -1}`, or an empty list if it has no name) answers
 * when the best lies below its threshold or less than `margin` ahead of the second. Where labels do
 * not exclude one another (sigmoid) the best is looked for among those above their thresholds.
 *
 * @param labels names by index; missing ones read as the index
 * @param classes outputs of the model
 * @param graph the activation that the model's graph ends in
 */
export function createRanker(
  options: ClassifyOptions,
  labels: readonly string[] | undefined,
  classes: number,
  graph: Activation,
): Ranker {
  checkOptions(options);
  const { entries, warnings } = entriesOf(options, labels, classes);
  const kind = scoreKind(options.activation, graph);

  return {
    warnings,
    rank(output, overrides = {}) {
      checkOptions(overrides);
      const { topK, threshold } = { ...options, ...overrides };
      const scores = activate(output, options.activation, graph);
      if (scores.every(Number.isNaN)) throw new VisionError("SCORES_INVALID", { count: scores.length });

      // Filled by hand: Float64Array.from takes three times as long as all the rest.
      const values = new Float64Array(entries.length);
      for (const [place, entry] of entries.entries()) values[place] = scoreOf(entry, scores, kind);
      const passes = (place: number): boolean => {
        const limit = (entries[place] as Entry).threshold ?? threshold;
        return limit === 0 || (values[place] as number) >= limit;
      };
      const passing = best(values, Math.max(topK, 2), passes);
      const [leader, second] = kind === "sigmoid" && passing.length > 0 ? passing : best(values, 2);
      const score = (place: number | undefined) => (place === undefined ? 0 : (values[place] as number));
      const ahead = second === undefined || score(leader) - score(second) >= options.margin;
      if (leader !== undefined && leader === passing[0] && ahead) {
        return passing.slice(0, topK).map((place) => {
          const entry = entries[place] as Entry;
          return { label: entry.label, score: score(place), index: bestMember(entry, scores) };
        });
      }
      return options.other ? [{ label: options.other, score: score(leader), index: -1 }] : [];
    },
  };
}
