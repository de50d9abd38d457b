import type { Prediction } from "../values/prediction";

/** Whether `a` comes before `b`: higher score, then lower index. */
function before(a: Prediction, b: Prediction): boolean {
  return a.score > b.score || (a.score === b.score && a.index < b.index);
}

/**
 * The `count` best of `predictions`, best first, without sorting the rest. No score may be NaN.
 * Cost: one comparison for most entries, `count` moves for those that get in.
 */
export function best(predictions: readonly Prediction[], count: number): Prediction[] {
  const top: Prediction[] = [];
  for (const prediction of predictions) {
    const last = top[top.length - 1];
    if (top.length === count && last && !before(prediction, last)) continue;
    let place = top.length === count ? count - 1 : top.length;
    while (place > 0 && before(prediction, top[place - 1] as Prediction)) {
      top[place] = top[place - 1] as Prediction;
      place--;
    }
    top[place] = prediction;
  }
  return top;
}
