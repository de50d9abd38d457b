import { monitorEventLoopDelay } from "node:perf_hooks";
import { Ring } from "../core/latency/ring";
import { type Summary, summarise } from "../core/latency/statistics";

/** Something to be timed; one call is one sample. */
export interface Contender {
  readonly name: string;
  run(): Promise<unknown>;
}

/** Times contenders in turn, the order rotated each round, so that drift of the machine hits all alike. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  warmup = 5,
): Promise<Map<string, Summary>> {
  const samples = new Map(contenders.map(({ name }) => [name, new Ring(rounds)]));
  for (let round = -warmup; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const { name, run } = contenders[(i + Math.max(round, 0)) % contenders.length] as Contender;
      const started = performance.now();
      await run();
      const ms = performance.now() - started;
      if (round >= 0) samples.get(name)?.add(ms);
    }
  }
  return new Map([...samples].map(([name, ring]) => [name, summarise(ring)]));
}

/** What a stream of frames costs. */
export interface Throughput {
  readonly fps: number;
  /** Lateness of the event loop, 99th percentile, ms; the timer's own 1 ms is taken off. */
  readonly latenessP99: number;
}

/** Keeps `inFlight` calls going for `seconds`. */
export async function stream(
  run: () => Promise<unknown>,
  inFlight: number,
  seconds: number,
): Promise<Throughput> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const started = performance.now();
  const end = started + seconds * 1000;
  let done = 0;
  delay.enable();
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      await run();
      done++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  delay.disable();
  const elapsed = (performance.now() - started) / 1000;
  return { fps: done / elapsed, latenessP99: delay.percentile(99) / 1e6 - 1 };
}
