import type { CaseReport } from "../../core/latency/case";
import { LatencyTable } from "../../core/latency/latency-table";
import type { ErrorMessage, Inbox, LabelMessage, Received } from "./inbox";
import { terminalTable } from "./table";

/** The last line of `--once --json`. Durations in ms; a figure that the sample does not carry is null. */
export interface DemoResult {
  readonly nodeRed: string;
  readonly node: string;
  readonly backend: string | null;
  readonly model: string;
  /** Pictures that were answered, with a label or an error. */
  readonly frames: number;
  readonly predictions: readonly {
    readonly file: string;
    readonly label: string;
    readonly index: number;
    readonly score: number;
  }[];
  readonly errors: readonly {
    readonly file: string | null;
    readonly code: string;
    readonly message: string;
  }[];
  readonly latency: {
    readonly median: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
    readonly fps: number | null;
    /** Medians of the stages that ran. */
    readonly stages: Readonly<Record<string, number | null>>;
  };
  /** Labels that the broker acknowledged, and labels that arrived at a subscriber. */
  readonly mqtt: { readonly published: number; readonly received: number };
}

/** What is known beside the messages. */
export interface Circumstances {
  readonly nodeRed: string;
  readonly model: string;
  readonly published: number;
  /** An error that ended the demo before or beside the messages. */
  readonly failure?: ErrorMessage | undefined;
}

/** Rows of the latency table, one a model and precision; no warm-up: the model has warmed up already. */
function reports(labels: readonly Received<LabelMessage>[]): CaseReport[] {
  const table = new LatencyTable({ window: 100_000, warmup: 0, after: 0 });
  for (const { at, message } of labels) {
    const { model, precision, dropped } = message.inference;
    table.add(`${model} ${precision}`, message.timings, { at, drops: dropped });
  }
  return table.reports();
}

const rounded = (value: number | null | undefined): number | null =>
  value == null ? null : Number(value.toFixed(3));

/** What happened, as one object. */
export function resultOf(
  inbox: Pick<Inbox, "labels" | "errors">,
  { nodeRed, model, published, failure }: Circumstances,
): DemoResult {
  const [row] = reports(inbox.labels);
  const inference = inbox.labels.at(-1)?.message.inference;
  // What ended the demo is one error, however many pictures had met it already.
  const single = inbox.errors.filter(
    ({ message: { code, file } }) => file !== undefined && code !== failure?.code,
  );
  const errors = [...single.map(({ message }) => message), ...(failure ? [failure] : [])];
  return {
    nodeRed,
    node: process.versions.node,
    backend: inference?.backend ?? null,
    model: inference?.model ?? model,
    frames: inbox.labels.length + single.length,
    predictions: inbox.labels.map(({ message: { file, label, index, score } }) => ({
      file,
      label,
      index,
      score,
    })),
    errors: errors.map(({ file = null, code, message }) => ({ file, code, message })),
    latency: {
      median: rounded(row?.median),
      p95: rounded(row?.p95),
      p99: rounded(row?.p99),
      fps: rounded(row?.fps),
      stages: Object.fromEntries(
        Object.entries(row?.stages ?? {}).map(([stage, summary]) => [stage, rounded(summary.median)]),
      ),
    },
    mqtt: { published, received: inbox.labels.length },
  };
}

/** The latency table for a terminal; empty without labels. */
export function latencyTable(labels: readonly Received<LabelMessage>[]): string {
  return terminalTable(reports(labels));
}

/** One label as it arrived. */
export function labelLine({ topic, message }: Received<LabelMessage>): string {
  const percent = `${Math.round(message.score * 100)} %`.padStart(5);
  const total = message.timings.total === undefined ? "" : `  ${message.timings.total.toFixed(1)} ms`;
  return `${topic}  ${percent}  ${message.label}  (${message.file}${total})`;
}

/** One error as it arrived. */
export function errorLine({ code, message, file }: ErrorMessage): string {
  return `${file ?? "error"}: ${message.startsWith(code) ? message : `${code}: ${message}`}`;
}
