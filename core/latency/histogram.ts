import { createHistogram } from "node:perf_hooks";
import type { Samples } from "./statistics";

/** Units of the histogram in a millisecond: it counts in steps of 100 ns. */
const UNITS = 10_000;

/** Longest duration kept apart, in units: an hour. Longer ones count as an hour. */
const HIGHEST = 3_600_000 * UNITS;

/**
 * All samples there ever were, in bounded memory: a histogram (HdrHistogram of Node's `perf_hooks`)
 * with a resolution of 0.1 % and never finer than 0.0001 ms. Mean, smallest and largest are exact.
 */
export class Histogram implements Samples {
  readonly #histogram = createHistogram({ lowest: 1, highest: HIGHEST, figures: 3 });
  #sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#histogram.count;
  }

  get mean(): number {
    return this.#sum / this.size;
  }

  add(value: number): void {
    this.#histogram.record(Math.min(Math.max(Math.round(value * UNITS), 1), HIGHEST));
    this.#sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /** The value at `rank`, asked for half a rank earlier: a percentile is rounded up to the next one. */
  at(rank: number): number {
    return this.#histogram.percentile(((rank - 0.5) / this.size) * 100) / UNITS;
  }
}
