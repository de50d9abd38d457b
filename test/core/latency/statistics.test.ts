import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Histogram } from "../../../core/latency/histogram";
import { Ring } from "../../../core/latency/ring";
import { medianRank, type Samples, summarise } from "../../../core/latency/statistics";

/** 1 … n in an order that is not sorted (n prime to 7919). */
function shuffled(n: number): number[] {
  return Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 1);
}

function filled<T extends Samples>(samples: T, values: Iterable<number>): T {
  for (const value of values) samples.add(value);
  return samples;
}

const ring = (values: readonly number[], capacity = values.length) => filled(new Ring(capacity), values);

describe("medianRank", () => {
  // Python, whole numbers: the largest r with sum(comb(n, k) for k < r) / 2**n <= 0.025.
  const table: [number, number | undefined][] = [
    [1, undefined],
    [5, undefined],
    [6, 1],
    [8, 1],
    [9, 2],
    [12, 3],
    [17, 5],
    [20, 6],
    [25, 8],
    [50, 18],
    [100, 40],
    [1000, 469],
  ];
  for (const [n, rank] of table) it(`of ${n} is ${rank}`, () => assert.equal(medianRank(n), rank));

  it("agrees with exact binomial sums for every n up to 200", () => {
    for (let n = 1; n <= 200; n++) {
      let coefficient = 1n;
      let tail = 0n;
      let rank = 0;
      for (let k = 0n; k < BigInt(n); k++) {
        tail += coefficient;
        if (tail * 40n > 2n ** BigInt(n)) break;
        rank++;
        coefficient = (coefficient * (BigInt(n) - k)) / (k + 1n);
      }
      assert.equal(medianRank(n), rank || undefined, `n = ${n}`);
    }
  });

  it("follows n/2 − 0.98 √n where binomials are beyond a number's range", () => {
    for (const n of [10_000, 100_000, 5_000_000]) {
      const rank = medianRank(n) as number;
      assert.ok(Math.abs(rank - (n / 2 - 0.98 * Math.sqrt(n))) < 2, `n = ${n}: ${rank}`);
    }
  });
});

describe("summarise", () => {
  it("gives the median of 20 with the 6th and 15th value", () => {
    const { samples, median, low, high, mean, min, max } = summarise(ring(shuffled(20)));
    assert.deepEqual([samples, median, low, high], [20, 10.5, 6, 15]);
    assert.deepEqual([mean, min, max], [10.5, 1, 20]);
  });

  it("gives the middle of an odd number", () => assert.equal(summarise(ring([9, 1, 5])).median, 5));

  it("gives no interval below 6 samples", () => {
    const { median, low, high } = summarise(ring([3, 1, 2, 5, 4]));
    assert.deepEqual([median, low, high], [3, null, null]);
    assert.deepEqual([summarise(ring([3, 1, 2, 5, 4, 6])).low], [1]);
  });

  it("shows a percentile only where the sample carries it", () => {
    const figures = (n: number) => {
      const { p90, p95, p99 } = summarise(ring(shuffled(n)));
      return [p90, p95, p99];
    };
    assert.deepEqual(figures(63), [null, null, null]);
    assert.deepEqual(figures(64), [58, null, null]);
    assert.deepEqual(figures(129), [117, null, null]);
    assert.deepEqual(figures(130), [117, 124, null]);
    assert.deepEqual(figures(661), [595, 628, null]);
    assert.deepEqual(figures(662), [596, 629, 656]);
  });

  it("says nothing of no samples", () => {
    const { samples, ...figures } = summarise(new Ring(10));
    assert.equal(samples, 0);
    assert.equal(Object.keys(figures).length, 9);
    for (const [name, value] of Object.entries(figures)) assert.equal(value, null, name);
  });
});

describe("Ring", () => {
  it("keeps the newest samples only", () => {
    const samples = ring([100, 200, 300, 1, 2, 3, 4], 4);
    assert.deepEqual([samples.size, samples.min, samples.max, samples.mean], [4, 1, 4, 2.5]);
  });

  it("is sorted anew after each sample", () => {
    const samples = ring([5, 3], 10);
    assert.equal(samples.min, 3);
    samples.add(1);
    assert.deepEqual([samples.min, samples.at(2), samples.max], [1, 3, 5]);
  });

  it("counts right past its first room and its wrap", () => {
    const samples = ring(
      Array.from({ length: 1000 }, (_, i) => i),
      100,
    );
    assert.deepEqual([samples.size, samples.min, samples.max], [100, 900, 999]);
  });
});

describe("Histogram", () => {
  it("holds order statistics within 0.1 % and mean, least and largest exactly", () => {
    const values = shuffled(1000).map((value) => value * 0.037);
    const exact = summarise(ring(values));
    const kept = summarise(filled(new Histogram(), values));
    assert.equal(kept.samples, 1000);
    assert.deepEqual([kept.min, kept.max], [exact.min, exact.max]);
    for (const figure of ["median", "low", "high", "p90", "p95", "p99", "mean"] as const) {
      const [a, b] = [kept[figure] as number, exact[figure] as number];
      assert.ok(Math.abs(a - b) <= 0.001 * b + 0.0001, `${figure}: ${a} against ${b}`);
    }
  });

  it("gives the value of each rank", () => {
    const samples = filled(new Histogram(), shuffled(20));
    const ranks = Array.from({ length: 20 }, (_, i) => Math.round(samples.at(i + 1)));
    assert.deepEqual(
      ranks,
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  it("counts 0 ms as its finest step and days as an hour", () => {
    const samples = filled(new Histogram(), [0, 86_400_000]);
    assert.deepEqual([samples.size, samples.at(1)], [2, 0.0001]);
    assert.ok(Math.abs(samples.at(2) - 3_600_000) < 3600);
    assert.equal(samples.max, 86_400_000);
  });
});
