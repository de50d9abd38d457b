import { STAGES } from "../values/timings";
import type { CaseReport } from "./case";

/** The finished comparison, as latency-meter sends it. */
export interface LatencyComparison {
  readonly cases: readonly CaseReport[];
  readonly markdown: string;
  readonly csv: string;
}

/** In place of a figure that the sample does not carry. */
const NONE = "–";

type Cell = string | number | null;

/** Heading → value of one row; durations in ms. */
function cells(report: CaseReport): Record<string, Cell> {
  return {
    case: report.case,
    frames: report.count,
    median: report.median,
    "95 % from": report.low,
    "95 % to": report.high,
    mean: report.mean,
    p90: report.p90,
    p95: report.p95,
    p99: report.p99,
    min: report.min,
    max: report.max,
    fps: report.fps,
    drops: report.drops,
    "× first case": report.ratio,
    "first frame": report.first,
    "warm-up frames": report.warmup.count,
    "warm-up mean": report.warmup.mean,
    "frame age": report.frameAge?.median ?? null,
  };
}

/** Medians of the stages that any case has. */
function stageCells(report: CaseReport, stages: readonly (typeof STAGES)[number][]): Record<string, Cell> {
  return Object.fromEntries(stages.map((stage) => [stage, report.stages[stage]?.median ?? null]));
}

function stagesOf(reports: readonly CaseReport[]): (typeof STAGES)[number][] {
  return STAGES.filter((stage) => reports.some(({ stages }) => stages[stage]));
}

/** Three significant digits at least, as many as a reader can use. */
function readable(value: Cell): string {
  if (value === null) return NONE;
  if (typeof value === "string") return value;
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1);
}

/** Text that reads the same in a Markdown table: no cell ends early and nothing becomes markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|`*<[\]]/g, "\\$&");
}

function markdownTable(rows: readonly Record<string, Cell>[]): string {
  const [first] = rows;
  if (!first) return "";
  const headings = Object.keys(first);
  const line = (parts: readonly string[]) => `| ${parts.map(escapeMarkdown).join(" | ")} |`;
  return [
    line(headings),
    `|${headings.map((_, column) => (column === 0 ? " --- " : " ---: ")).join("|")}|`,
    ...rows.map((row) => line(headings.map((heading) => readable(row[heading] ?? null)))),
  ].join("\n");
}

/** Two tables: the figures of `total`, and the medians of each stage if there are any. */
export function toMarkdown(reports: readonly CaseReport[]): string {
  const stages = stagesOf(reports);
  const main = markdownTable(reports.map(cells));
  if (stages.length === 0) return main;
  const second = markdownTable(reports.map((one) => ({ case: one.case, ...stageCells(one, stages) })));
  return `${main}\n\nMedian of each stage, ms:\n\n${second}`;
}

/**
 * One field as in RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in
 * front (OWASP, CSV injection); numbers have at most 4 decimals, 0.1 µs.
 */
function csvField(value: Cell): string {
  if (value === null) return NONE;
  if (typeof value === "number") return String(Number(value.toFixed(4)));
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line a case, the stages' medians as columns after the figures of `total`. */
export function toCsv(reports: readonly CaseReport[]): string {
  const stages = stagesOf(reports);
  const rows = reports.map((one) => ({ ...cells(one), ...stageCells(one, stages) }));
  const lines = rows.map((row) => Object.values<Cell>(row).map(csvField).join(","));
  return [
    Object.keys(rows[0] ?? {})
      .map(csvField)
      .join(","),
    ...lines,
    "",
  ].join("\r\n");
}

/** The comparison in its three forms. */
export function compare(reports: readonly CaseReport[]): LatencyComparison {
  return { cases: reports, markdown: toMarkdown(reports), csv: toCsv(reports) };
}
