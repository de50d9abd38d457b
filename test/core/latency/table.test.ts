import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LatencyTable } from "../../../core/latency/latency-table";
import { compare, toCsv, toMarkdown } from "../../../core/latency/table";

/** Cases of these names with 20 frames of 1, 2 … 20 ms each. */
function reportsOf(...names: string[]) {
  const table = new LatencyTable({ window: 100, warmup: 0, after: 20 });
  for (const name of names) {
    for (let i = 1; i <= 20; i++) {
      table.add(name, { total: i, decode: i / 4, infer: i / 8 }, { drops: 1, at: i * 10 });
    }
  }
  return table.reports();
}

/** Cells of a Markdown row, split where a reader would split it. */
function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** A CSV line's fields by RFC 4180. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

function byHeading(headings: readonly string[], cells: readonly string[]): Record<string, string> {
  assert.equal(cells.length, headings.length);
  return Object.fromEntries(headings.map((heading, i) => [heading, cells[i] as string]));
}

describe("Markdown", () => {
  it("holds a row a case, with – where the sample carries no figure", () => {
    const [headings = "", rule = "", row = ""] = toMarkdown(reportsOf("fp32")).split("\n");
    const cells = byHeading(cellsOf(headings), cellsOf(row));
    assert.equal(cellsOf(rule).length, cellsOf(headings).length);
    assert.deepEqual(cells, {
      case: "fp32",
      frames: "20",
      median: "10.5",
      "95 % from": "6",
      "95 % to": "15",
      mean: "10.5",
      p90: "–",
      p95: "–",
      p99: "–",
      min: "1",
      max: "20",
      fps: "100",
      drops: "20",
      "× first case": "1",
      "first frame": "1",
      "warm-up frames": "0",
      "warm-up mean": "–",
      "frame age": "–",
    });
  });

  it("adds the medians of the stages", () => {
    const lines = toMarkdown(reportsOf("a", "b")).split("\n");
    const start = lines.findIndex((line) => line.startsWith("Median of each stage")) + 2;
    assert.deepEqual(cellsOf(lines[start] as string), ["case", "decode", "infer"]);
    assert.deepEqual(cellsOf(lines[start + 3] as string), ["b", "2.63", "1.31"]);
  });

  it("keeps a case's name in its cell, as text", () => {
    const name = "a|b\nc `code` <img src=x> [link](x) *bold* \\";
    const [headings = "", , row = ""] = toMarkdown(reportsOf(name)).split("\n");
    const cells = cellsOf(row);
    assert.equal(cells.length, cellsOf(headings).length);
    assert.equal(cells[0], "a\\|b c \\`code\\` \\<img src=x> \\[link\\](x) \\*bold\\* \\\\");
  });

  it("is empty without cases", () => assert.equal(toMarkdown([]), ""));
});

describe("CSV", () => {
  it("holds a line a case, stages behind the figures", () => {
    const lines = toCsv(reportsOf("fp32", "int8")).split("\r\n");
    assert.equal(lines.length, 4);
    assert.equal(lines[3], "");
    const row = byHeading(fieldsOf(lines[0] as string), fieldsOf(lines[2] as string));
    assert.deepEqual(
      [row["case"], row["median"], row["p99"], row["infer"], row["decode"]],
      ["int8", "10.5", "–", "1.3125", "2.625"],
    );
  });

  it("keeps commas, quotes and line ends inside a field", () => {
    const name = 'Lite0, "fast"\nfp32';
    const csv = toCsv(reportsOf(name));
    assert.ok(csv.includes('\r\n"Lite0, ""fast""\nfp32",20,'), csv);
  });

  it("lets no name become a formula", () => {
    for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x","y")']) {
      const [, line = ""] = toCsv(reportsOf(name)).split("\r\n");
      assert.equal(fieldsOf(line)[0], `'${name}`);
    }
  });

  it("writes numbers with a point and at most 4 decimals", () => {
    const table = new LatencyTable({ window: 10, warmup: 0, after: 0 });
    table.add("a", { total: 1 / 3 }, { drops: 0, at: 0 });
    assert.ok(toCsv(table.reports()).includes(",0.3333,"));
  });
});

describe("compare", () => {
  it("gives all three forms, null for – in the object, and survives JSON", () => {
    const comparison = compare(reportsOf("a"));
    assert.equal(comparison.cases[0]?.p99, null);
    assert.ok(comparison.markdown.startsWith("| case |"));
    assert.ok(comparison.csv.startsWith("case,"));
    assert.deepEqual(JSON.parse(JSON.stringify(comparison)), comparison);
  });
});
