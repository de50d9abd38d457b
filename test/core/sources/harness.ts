import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Pace, Sink, Source, SourceContext } from "../../../core/sources/source";
import type { VisionError } from "../../../core/values/errors";
import type { Frame } from "../../../core/values/frame";
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from "../../../core/values/options";
import type { State } from "../../../core/values/state";
import { ROOT } from "../../helpers/root";

export const PHOTOS = path.join(ROOT, "examples/photos");

/** What sources are told in these tests; `base` is a folder that only error texts name. */
export const CONTEXT: SourceContext = {
  name: "camera",
  now: () => performance.timeOrigin + performance.now(),
  photos: PHOTOS,
  base: "/base/of/relative/paths",
};

/** Options of a source with everything else as by default. */
export function optionsOf(changes: Partial<SourceOptions>): SourceOptions {
  return { ...DEFAULT_SOURCE_OPTIONS, ...changes };
}

/** Fake of the node's pacing: gives `grants` permissions, then waits for ever or says no. */
export class FakePace implements Pace {
  asked = 0;
  #grants: number;
  readonly #then: "wait" | "end";

  constructor(grants: number, then: "wait" | "end") {
    this.#grants = grants;
    this.#then = then;
  }

  next(): Promise<boolean> {
    this.asked++;
    if (this.#grants-- > 0) return Promise.resolve(true);
    return this.#then === "end" ? Promise.resolve(false) : new Promise(() => {});
  }
}

/** Fake of the node's outputs: keeps all that a source gives. */
export class FakeSink implements Sink {
  readonly frames: Frame[] = [];
  readonly errors: VisionError[] = [];
  readonly states: State[] = [];
  readonly #waiting: { met: () => boolean; resolve: () => void }[] = [];

  frame(frame: Frame): void {
    this.frames.push(frame);
    this.#check();
  }

  error(error: VisionError): void {
    this.errors.push(error);
    this.#check();
  }

  state(state: State): void {
    this.states.push(state);
    this.#check();
  }

  /** Resolves as soon as `met` holds; a test that never gets there fails by its time limit. */
  until(met: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ met, resolve });
      this.#check();
    });
  }

  get origins(): string[] {
    return this.frames.map((frame) => frame.origin);
  }

  #check(): void {
    for (const waiting of this.#waiting) if (waiting.met()) waiting.resolve();
  }
}

/** Runs a source until it ends, with at most `most` permissions. */
export async function collect(source: Source, most = Number.POSITIVE_INFINITY): Promise<FakeSink> {
  const sink = new FakeSink();
  await source.run(sink, new FakePace(most, "end"), new AbortController().signal);
  return sink;
}

/** A source that runs while a test does other things. */
export function start(source: Source, pace: Pace = new FakePace(Number.POSITIVE_INFINITY, "end")) {
  const sink = new FakeSink();
  const abort = new AbortController();
  const ended = source.run(sink, pace, abort.signal);
  const stop = (): Promise<void> => {
    abort.abort();
    return ended;
  };
  return { sink, ended, stop };
}

/** A living process by /proc: its command and its parent; `undefined` if it has ended. */
export function processOf(pid: number): { command: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, command = "", state = "", parent = ""] = /^\d+ \((.*)\) (\w) (\d+)/s.exec(stat) ?? [];
    return state === "Z" ? undefined : { command, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Living child processes of process `parent`. */
export function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync("/proc")
    .map(Number)
    .flatMap((pid) => {
      const found = pid > 0 ? processOf(pid) : undefined;
      return found?.parent === parent ? [{ pid, command: found.command }] : [];
    });
}

/** Living child processes of this one. */
export function children(): { pid: number; command: string }[] {
  return childrenOf(process.pid);
}

/** What the event loop holds, without what is always there, sorted; closing ones get their turn first. */
export async function heldResources(): Promise<string[]> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().sort();
}
