import type { ActivationChoice } from "../values/options";
import type { Activation } from "../values/prediction";

/** What a list of scores holds, which decides how scores of a group are put together. */
export type ScoreKind = "softmax" | "sigmoid" | "logits";

/** Largest float32: stands for Infinity, so that every score survives JSON. */
const LARGEST = 3.4028234663852886e38;

/**
 * What comes out for `asked` over a graph that ends in `graph`: an activation already in the graph is
 * never repeated nor replaced (a softmax over probabilities would flatten them).
 */
export function scoreKind(asked: ActivationChoice, graph: Activation): ScoreKind {
  if (graph !== "logits") return graph;
  return asked === "raw" ? "logits" : asked;
}

/** Numbers for softmax: exp(x − max) / sum, which no logit can overflow. NaN takes no part. */
function softmax(scores: Float64Array): void {
  let max = -LARGEST;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const value = Math.exp((scores[i] as number) - max);
    scores[i] = value;
    if (value > 0) sum += value;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / sum;
}

/**
 * A model's output as scores of the kind that {@link scoreKind} says, one a class.
 *
 * ±Infinity counts as the largest float32 (so softmax gives it the whole mass, several share it).
 * NaN stays NaN and takes no part: a ranking leaves such a class out.
 */
export function activate(output: Float32Array, asked: ActivationChoice, graph: Activation): Float64Array {
  const scores = new Float64Array(output);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.min(Math.max(scores[i] as number, -LARGEST), LARGEST);
  }
  if (graph !== "logits" || asked === "raw") return scores;
  if (asked === "softmax") softmax(scores);
  else for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + Math.exp(-(scores[i] as number)));
  return scores;
}

/**
 * Score of a group from its members' scores: probabilities add up (of independent labels to 1 at
 * most); logits by log-sum-exp, which is the logit that softmax turns into the members' sum.
 */
export function combine(scores: readonly number[], kind: ScoreKind): number {
  if (kind === "logits") {
    const max = Math.max(...scores);
    return max + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - max), 0));
  }
  const sum = scores.reduce((total, score) => total + score, 0);
  return kind === "sigmoid" ? Math.min(sum, 1) : sum;
}
