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
   * Predictions of one picture, best first; equal scores by lower index.
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

/** The entry's score, and the index of its best member. */
function scoreOf({ label, members }: Entry, scores: Float64Array, kind: ScoreKind): Prediction | undefined {
  const usable = members.filter((index) => !Number.isNaN(scores[index] ?? Number.NaN));
  const [first] = usable;
  if (first === undefined) return undefined;
  const score = (index: number) => scores[index] as number;
  if (usable.length === 1) return { label, score: score(first), index: first };
  const index = usable.reduce((top, member) => (score(member) > score(top) ? member : top));
  return { label, score: combine(usable.map(score), kind), index };
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

      const all: Prediction[] = [];
      const passing: Prediction[] = [];
      for (const entry of entries) {
        const prediction = scoreOf(entry, scores, kind);
        if (!prediction) continue;
        all.push(prediction);
        const limit = entry.threshold ?? threshold;
        if (limit === 0 || prediction.score >= limit) passing.push(prediction);
      }
      const [leader, second] = best(kind === "sigmoid" && passing.length > 0 ? passing : all, 2);
      const ahead = leader && (!second || leader.score - second.score >= options.margin);
      if (ahead && passing.includes(leader)) return best(passing, topK);
      return options.other ? [{ label: options.other, score: leader?.score ?? 0, index: -1 }] : [];
    },
  };
}
