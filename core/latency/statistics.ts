/** Samples that a percentile needs to be claimed at 99 % confidence (MLPerf LoadGen's early stopping). */
const NEEDED = { p90: 64, p95: 130, p99: 662 } as const;

/** What a number of samples says of one duration; ms. `null`: the sample does not carry the figure. */
export interface Summary {
  /** Samples the figures rest on. */
  readonly samples: number;
  readonly median: number | null;
  /** Bounds of the median's 95 % confidence interval. */
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Samples that can be asked for their order statistics. */
export interface Samples {
  readonly size: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  add(value: number): void;
  /** The `rank`-th smallest value, from 1 to `size`. */
  at(rank: number): number;
}

/**
 * Rank r of the order statistics x(r) … x(n + 1 − r) that hold the median with 95 % confidence, or
 * `undefined` where even the extremes do not (n < 6). n = 20 gives 6: from the 6th to the 15th value.
 *
 * r is the largest for which P(B < r) ≤ 2.5 %, B binomial(n, ½) (Conover, Practical Nonparametric
 * Statistics, 3.2). The binomial's weights are built from the middle outwards, so they neither under-
 * nor overflow, and stop where they no longer count: about 9 √n steps.
 */
export function medianRank(n: number): number | undefined {
  const centre = Math.floor(n / 2);
  const lower: number[] = [];
  let weight = 1;
  for (let k = centre; k >= 0 && weight > 1e-20; k--) {
    lower.push(weight);
    weight *= k / (n - k + 1);
  }
  // The weights above the middle mirror those below it; an even n has its middle once.
  const below = lower.reduce((sum, value) => sum + value, 0);
  const total = n % 2 === 0 ? 2 * below - 1 : 2 * below;
  let tail = 0;
  let rank = centre - lower.length + 1;
  for (const value of lower.reverse()) {
    tail += value / total;
    if (tail > 0.025) break;
    rank++;
  }
  return rank >= 1 ? rank : undefined;
}

/** The median: of an even number of samples the middle between two; `null` of none. */
export function middle(samples: Samples): number | null {
  const { size } = samples;
  if (size === 0) return null;
  return (samples.at(Math.ceil(size / 2)) + samples.at(Math.floor(size / 2) + 1)) / 2;
}

/** The figures of `samples`; percentiles by nearest rank. */
export function summarise(samples: Samples): Summary {
  const { size } = samples;
  if (size === 0) {
    const none = { median: null, low: null, high: null, mean: null, min: null, max: null };
    return { samples: 0, ...none, p90: null, p95: null, p99: null };
  }
  const percentile = (p: keyof typeof NEEDED) =>
    size < NEEDED[p] ? null : samples.at(Math.ceil((size * Number(p.slice(1))) / 100));
  const rank = medianRank(size);
  return {
    samples: size,
    median: middle(samples),
    low: rank === undefined ? null : samples.at(rank),
    high: rank === undefined ? null : samples.at(size + 1 - rank),
    mean: samples.mean,
    p90: percentile("p90"),
    p95: percentile("p95"),
    p99: percentile("p99"),
    min: samples.min,
    max: samples.max,
  };
}
