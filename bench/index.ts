import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Summary } from "../core/latency/statistics";
import { createRealise } from "../core/preprocess/realise";
import { Frame } from "../core/values/frame";
import { plan } from "../core/values/plan";
import { PRESETS } from "../core/values/presets";
import { ImageTensor, normalise } from "../core/values/tensor";
import { interleave, stream, type Throughput } from "./measure";
import { handMade, ours, pictures, plainResize, THREADS } from "./peers";

/** One row of the result; a ratio is ours over the peer's. */
interface Row {
  readonly name: string;
  readonly ours: Summary | Throughput;
  readonly peer: Summary | Throughput;
  readonly ratio: number;
  /** "≤ 0.95" and so on. */
  readonly target: string;
  readonly met: boolean;
}

const SPEC = { ...PRESETS["efficientnet-lite"], resize: "stretch" as const };
const RAW = { width: 1920, height: 1080, channels: 3 as const };

function row(name: string, a: Summary, b: Summary, limit: number): Row {
  const ratio = (a.median ?? Number.NaN) / (b.median ?? Number.NaN);
  return { name, ours: a, peer: b, ratio, target: `≤ ${limit}`, met: ratio <= limit };
}

const get = (all: Map<string, Summary>, name: string): Summary => all.get(name) as Summary;

async function latency(rounds: number): Promise<Row[]> {
  const { jpeg, raw } = await pictures();
  const pipeline = await ours(1);
  const peer = await handMade({});
  const bare = await handMade({ intraOpNumThreads: THREADS, interOpNumThreads: 1 });
  const realise = createRealise({ maxMegapixels: 50 });
  const frame = new Frame({ data: jpeg, format: "jpeg", width: 1920, height: 1080 });
  const all = await interleave(
    [
      { name: "ours", run: () => pipeline.classify(jpeg) },
      { name: "ours raw", run: () => pipeline.classify({ data: raw, ...RAW, format: "rgb24" }) },
      { name: "function node", run: () => peer.classify(jpeg) },
      { name: "function node raw", run: () => peer.classify(raw, RAW) },
      { name: "sharp plain, then bare run", run: () => plainResize(jpeg).then(() => bare.infer()) },
      {
        name: "jpeg to tensor",
        run: () => realise(frame, SPEC, {}).then(({ data, plan }) => normalise(data, plan)),
      },
      { name: "sharp plain", run: () => plainResize(jpeg) },
    ],
    rounds,
  );
  await pipeline.close();
  return [
    row(
      "JPEG to labels against decode, resize and bare run",
      get(all, "ours"),
      get(all, "sharp plain, then bare run"),
      1.05,
    ),
    row(
      "JPEG to labels against a function node, one in flight",
      get(all, "ours"),
      get(all, "function node"),
      0.95,
    ),
    row(
      "raw RGB to labels against a function node",
      get(all, "ours raw"),
      get(all, "function node raw"),
      0.95,
    ),
    row(
      "JPEG to tensor against sharp's plain resize",
      get(all, "jpeg to tensor"),
      get(all, "sharp plain"),
      0.95,
    ),
  ];
}

async function throughput(seconds: number): Promise<Row[]> {
  const { jpeg } = await pictures();
  const pipeline = await ours(2);
  const peer = await handMade({});
  const own: Throughput[] = [];
  const other: Throughput[] = [];
  const runs = [
    async () => own.push(await stream(() => pipeline.classify(jpeg), 2, seconds)),
    async () => other.push(await stream(() => peer.classify(jpeg), 1, seconds)),
  ];
  for (const run of runs) await run();
  own.length = other.length = 0;
  // The order turns from round to round, as the machine's speed drifts.
  for (let round = 0; round < 5; round++) for (const run of round % 2 ? runs.toReversed() : runs) await run();
  await pipeline.close();
  const median = (list: Throughput[], key: keyof Throughput) =>
    list.map((each) => each[key]).sort((a, b) => a - b)[2] as number;
  const both = (list: Throughput[]): Throughput => ({
    fps: median(list, "fps"),
    latenessP99: median(list, "latenessP99"),
  });
  const [a, b] = [both(own), both(other)];
  const fps = a.fps / b.fps;
  const late = a.latenessP99 / b.latenessP99;
  return [
    {
      name: "frames/s, two in flight against a function node",
      ours: a,
      peer: b,
      ratio: fps,
      target: "≥ 1.3",
      met: fps >= 1.3,
    },
    {
      name: "event-loop lateness p99 against a function node",
      ours: a,
      peer: b,
      ratio: late,
      target: "≤ 0.5",
      met: b.latenessP99 > 0 && late <= 0.5,
    },
  ];
}

/** What our code costs without decoder and network: a wire's clone, and deciding. */
async function overhead(): Promise<object> {
  const { cloneMessage } = (require("@node-red/util") as { util: { cloneMessage(msg: object): object } })
    .util;
  const frame = new Frame({
    data: Buffer.alloc(1920 * 1080 * 3),
    format: "rgb24",
    width: 1920,
    height: 1080,
  });
  const tensor = new ImageTensor(frame, SPEC, createRealise({ maxMegapixels: 50 }));
  const all = await interleave(
    [
      { name: "second wire", run: async () => cloneMessage({ payload: tensor, frame, timings: { age: 1 } }) },
      { name: "plan", run: async () => plan(SPEC, { width: 1920, height: 1080, orientation: 1 }) },
    ],
    1000,
    100,
  );
  return { secondWire: get(all, "second wire"), plan: get(all, "plan") };
}

function print({ name, ours: a, peer: b, ratio, target, met }: Row): void {
  const figure = (each: Summary | Throughput) =>
    "fps" in each
      ? `${each.fps.toFixed(1)} frames/s, late ${each.latenessP99.toFixed(1)} ms`
      : `${each.median?.toFixed(2)} ms (${each.low?.toFixed(2)}–${each.high?.toFixed(2)}), p95 ${each.p95?.toFixed(2) ?? "–"}`;
  console.log(
    `${name}\n  ours ${figure(a)}\n  peer ${figure(b)}\n  ratio ${ratio.toFixed(3)}, target ${target}: ${met ? "met" : "missed"}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, quick: { type: "boolean" } } });
  const rows = [...(await latency(values.quick ? 20 : 150)), ...(await throughput(values.quick ? 1 : 4))];
  const idle = await stream(() => new Promise((resolve) => setTimeout(resolve, 5)), 1, 2);
  const extra = { ...(await overhead()), idleLatenessP99: idle.latenessP99 };
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.versions.node,
    threads: THREADS,
  };
  if (values.json) console.log(JSON.stringify({ machine, cases: rows, ...extra }));
  else {
    console.log(machine);
    rows.forEach(print);
    console.log(extra);
  }
}

void main();
