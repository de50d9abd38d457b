/**
 * Places of the `count` highest of `scores` among those that `admits` lets in, highest first; equal
 * scores in the order of their places. NaN is never among them.
 *
 * Partial selection: one comparison for most places, at most `count` moves for one that gets in.
 */
export function best(scores: Float64Array, count: number, admits?: (place: number) => boolean): number[] {
  const top: number[] = [];
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place] as number;
    const full = top.length === count;
    if (full && !(score > (scores[top[count - 1] as number] as number))) continue;
    if (Number.isNaN(score) || (admits && !admits(place))) continue;
    let at = full ? count - 1 : top.length;
    for (; at > 0 && score > (scores[top[at - 1] as number] as number); at--) {
      top[at] = top[at - 1] as number;
    }
    top[at] = place;
  }
  return top;
}
