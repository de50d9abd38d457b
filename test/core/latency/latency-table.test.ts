import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasFigures } from "../../../core/latency/case";
import { LatencyTable, MAX_CASES } from "../../../core/latency/latency-table";
import { VisionError } from "../../../core/values/errors";
import type { LatencyOptions } from "../../../core/values/options";
import type { Timings } from "../../../core/values/timings";

const ALL: LatencyOptions = { window: 1000, warmup: 0, after: 0 };

/** Adds totals one after the other, `gap` ms apart. */
function feed(table: LatencyTable, name: string, totals: readonly number[], gap = 100, from = 0): void {
  for (const [i, total] of totals.entries()) table.add(name, { total }, { drops: 0, at: from + i * gap });
}

function tableOf(totals: readonly number[], options: Partial<LatencyOptions> = {}): LatencyTable {
  const table = new LatencyTable({ ...ALL, ...options });
  feed(table, "a", totals);
  return table;
}

const first = (table: LatencyTable) => {
  const [report] = table.reports();
  assert.ok(report);
  return report;
};

describe("warm-up", () => {
  it("keeps two runs that are ten times slower out of the statistics and shows them apart", () => {
    const report = first(tableOf([120, 100, 10, 11, 12], { warmup: 2 }));
    assert.deepEqual([report.count, report.median, report.max], [3, 11, 12]);
    assert.deepEqual(report.warmup, { count: 2, mean: 110, max: 120 });
    assert.equal(report.first, 120);
  });

  it("counts every frame with a warm-up of 0, the first one as its own figure too", () => {
    const report = first(tableOf([30, 10, 10]));
    assert.deepEqual([report.count, report.first, report.max], [3, 30, 30]);
    assert.deepEqual(report.warmup, { count: 0, mean: null, max: null });
  });

  it("is each case's own", () => {
    const table = new LatencyTable({ ...ALL, warmup: 2 });
    for (const name of ["a", "b"]) feed(table, name, [90, 90, 5]);
    assert.deepEqual(
      table.reports().map(({ count, median }) => [count, median]),
      [
        [1, 5],
        [1, 5],
      ],
    );
  });

  it("is told while it lasts", () => {
    assert.deepEqual(tableOf([9], { warmup: 2 }).glance("a"), {
      warmed: 1,
      count: 0,
      median: null,
      fps: null,
    });
    assert.equal(tableOf([9, 9, 9], { warmup: 2 }).glance("a")?.warmed, 2);
    assert.equal(tableOf([9]).glance("never seen"), undefined);
  });
});

describe("a case", () => {
  it("has the figures of each stage that ran, in order", () => {
    const table = new LatencyTable(ALL);
    for (const infer of [4, 6, 8]) {
      table.add("a", { infer, queue: 1, decode: 10, total: infer + 11 }, { drops: 0, at: infer });
    }
    const { stages, median } = first(table);
    assert.deepEqual(Object.keys(stages), ["queue", "decode", "infer"]);
    assert.deepEqual([stages.infer?.median, stages.infer?.min, stages.infer?.max], [6, 4, 8]);
    assert.equal(median, 17);
  });

  it("takes the frame's age at the result as age + total", () => {
    const table = new LatencyTable(ALL);
    table.add("a", { age: 12, total: 9.5 }, { drops: 0, at: 0 });
    table.add("a", { total: 9.5 }, { drops: 0, at: 1 });
    const { age, frameAge, samples } = first(table);
    assert.deepEqual([age?.median, frameAge?.median, frameAge?.samples, samples], [12, 21.5, 1, 2]);
    assert.equal(first(tableOf([1])).frameAge, null);
  });

  it("adds drops up, those during warm-up too", () => {
    const table = new LatencyTable({ ...ALL, warmup: 1 });
    for (const [i, drops] of [30, 0, 2].entries()) table.add("a", { total: 5 }, { drops, at: i });
    assert.equal(first(table).drops, 32);
  });

  it("leaves values out that are no duration", () => {
    const table = new LatencyTable(ALL);
    const odd = {
      total: 5,
      infer: Number.NaN,
      decode: -1,
      queue: "3",
      upload: Infinity,
    } as unknown as Timings;
    table.add("a", odd, { drops: Number.NaN, at: 0 });
    const { stages, median, drops } = first(table);
    assert.deepEqual([stages, median, drops], [{}, 5, 0]);
  });

  it("counts throughput by intervals, over the whole and in the last 5 s", () => {
    const table = new LatencyTable({ ...ALL, warmup: 1 });
    // The warm-up frame and the pause behind it do not count.
    feed(table, "a", [50]);
    feed(table, "a", Array(21).fill(5), 1000, 60_000);
    feed(table, "a", Array(51).fill(5), 100, 80_100);
    const report = first(table);
    // 72 frames from 60 s to 85.1 s; in the last 5 s one every 100 ms.
    assert.ok(Math.abs((report.fps as number) - 71 / 25.1) < 1e-9, `${report.fps}`);
    assert.ok(Math.abs((report.fpsRecent as number) - 10) < 1e-9, `${report.fpsRecent}`);
    assert.equal(first(tableOf([5])).fps, null);
  });

  it("keeps a sliding window, while count, drops and first frame go on", () => {
    const report = first(tableOf([100, 100, 100, 1, 2, 3], { window: 3 }));
    assert.deepEqual([report.count, report.samples, report.max, report.first], [6, 3, 3, 100]);
  });

  it("keeps all with a window of 0", () => {
    const report = first(
      tableOf(
        Array.from({ length: 2000 }, (_, i) => i + 1),
        { window: 0 },
      ),
    );
    assert.equal(report.samples, 2000);
    assert.ok(Math.abs((report.p99 as number) - 1980) <= 2, `${report.p99}`);
  });
});

describe("the table", () => {
  it("keeps cases in the order in which they were first seen, with the ratio to the first", () => {
    const table = new LatencyTable(ALL);
    for (const [name, total] of [
      ["fp32", 10],
      ["int8", 4],
      ["fp32", 10],
      ["1", 20],
    ] as const) {
      table.add(name, { total }, { drops: 0, at: 0 });
    }
    assert.deepEqual(
      table.reports().map((one) => [one.case, one.ratio]),
      [
        ["fp32", 1],
        ["int8", 0.4],
        ["1", 2],
      ],
    );
  });

  it("has no ratio where the first case has no median", () => {
    const table = new LatencyTable(ALL);
    table.add("no total", { decode: 3 }, { drops: 0, at: 0 });
    table.add("b", { total: 4 }, { drops: 0, at: 0 });
    assert.deepEqual(
      table.reports().map(({ ratio }) => ratio),
      [null, null],
    );
  });

  it("is complete once every case has counted its frames, never with 0", () => {
    const table = new LatencyTable({ ...ALL, warmup: 1, after: 2 });
    assert.equal(table.complete, false);
    feed(table, "a", [1, 1, 1]);
    assert.equal(table.complete, true);
    feed(table, "b", [1, 1]);
    assert.equal(table.complete, false);
    feed(table, "b", [1]);
    assert.equal(table.complete, true);
    assert.equal(tableOf([1, 1, 1]).complete, false);
  });

  it("refuses one case too many and measures the others on", () => {
    const table = new LatencyTable(ALL);
    for (let i = 0; i < MAX_CASES; i++) feed(table, `frame ${i}`, [1]);
    assert.throws(
      () => feed(table, "one more", [1]),
      (error) =>
        error instanceof VisionError && error.code === "CASES_FULL" && error.params["name"] === "one more",
    );
    feed(table, "frame 0", [2]);
    assert.deepEqual([table.reports().length, first(table).count], [MAX_CASES, 2]);
  });

  it("forgets everything at a reset", () => {
    const table = tableOf([100, 1, 1], { warmup: 1 });
    table.reset();
    assert.deepEqual(table.reports(), []);
    feed(table, "a", [50, 2]);
    assert.deepEqual([first(table).count, first(table).first], [1, 50]);
  });
});

describe("hasFigures", () => {
  it("knows timings from anything else", () => {
    assert.ok(hasFigures({ total: 3 }));
    assert.ok(hasFigures({ age: 0 }));
    for (const other of [undefined, null, 5, "total", {}, [], { total: "3" }, { total: -1 }, { other: 3 }]) {
      assert.equal(hasFigures(other), false, JSON.stringify(other));
    }
  });
});
