import type { CaseReport } from "../../core/latency/case";

/** One decimal, and – for a figure that the sample does not carry. */
const figure = (value: number | null | undefined): string => (value == null ? "–" : value.toFixed(1));

/** Rows of cells as lines: the first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart((widths[column] ?? 0) + 2);
  return rows.map((row) => row.map(pad).join("").trimEnd()).join("\n");
}

/** The latency table for a terminal, in ms; empty without frames. */
export function terminalTable(reports: readonly CaseReport[]): string {
  const [first] = reports;
  if (!first) return "";
  const head = ["latency, ms", "frames", "median", "95 % interval", "p90", "p95", "p99", "max", "frames/s"];
  const rows = reports.map((one) => [
    one.case,
    String(one.count),
    figure(one.median),
    `${figure(one.low)}–${figure(one.high)}`,
    ...[one.p90, one.p95, one.p99, one.max, one.fps].map(figure),
  ]);
  const stages = Object.keys(first.stages) as (keyof CaseReport["stages"])[];
  const medians = reports.map((one) => [
    one.case,
    ...stages.map((stage) => figure(one.stages[stage]?.median)),
  ]);
  return `${aligned([head, ...rows])}\n\n${aligned([["median of each stage", ...stages], ...medians])}`;
}
