import { VisionError } from "../values/errors";
import { MAX_STEPS } from "../values/limits";
import type { PaceKind } from "../values/options";
import type { Credits } from "./credit";
import type { Timers } from "./timer";

/**
 * Says when a source may read its next frame: as fast as the flow takes them (credits), every so
 * many seconds, or once a step. A step is served first in every mode. `S` is what a step carries.
 */
export class Pacer<S> {
  readonly #timers: Timers;
  readonly #credits: Credits;
  readonly #intervalMs: number;
  readonly #steps: S[] = [];
  #kind: PaceKind;
  #stopped = false;
  /** When the next frame of an interval is due; `undefined` before the first. */
  #due: number | undefined;
  #wake: () => void = () => {};
  #current: S | undefined;

  constructor(kind: PaceKind, intervalSeconds: number, credits: Credits, timers: Timers) {
    this.#kind = kind;
    this.#intervalMs = intervalSeconds * 1000;
    this.#credits = credits;
    this.#timers = timers;
    credits.onFree = () => this.#wake();
  }

  /** The step that the frame being read now answers, once; `undefined` for a frame nobody asked for. */
  takeStep(): S | undefined {
    const step = this.#current;
    this.#current = undefined;
    return step;
  }

  /** Whether steps wait to be served. */
  get hasSteps(): boolean {
    return this.#steps.length > 0;
  }

  /** Asks for one frame. Throws `SOURCE_BUSY` if too many already wait. */
  step(step: S): void {
    if (this.#steps.length >= MAX_STEPS) throw new VisionError("SOURCE_BUSY", { limit: MAX_STEPS });
    this.#steps.push(step);
    this.#wake();
  }

  /** Goes over to another mode, at once. */
  change(kind: PaceKind): void {
    this.#kind = kind;
    this.#wake();
  }

  /** Ends the waiting source; steps that nobody served come back. */
  stop(): S[] {
    this.#stopped = true;
    this.#wake();
    this.#credits.reset();
    return this.#steps.splice(0);
  }

  /** Resolves when the next frame may be read; `false` after `stop`. */
  async next(): Promise<boolean> {
    for (;;) {
      if (this.#stopped) return false;
      if (this.#steps.length) {
        this.#current = this.#steps.shift();
        return true;
      }
      if (this.#kind === "fast" && this.#credits.free) return true;
      const now = this.#timers.now();
      const due = this.#due ?? now;
      if (this.#kind === "interval" && due <= now) {
        // Keeps the beat unless it was missed by more than one interval.
        this.#due = Math.max(due + this.#intervalMs, now);
        return true;
      }
      await this.#change(this.#kind === "interval" ? due - now : undefined);
    }
  }

  /** Resolves when something happened that could let the next frame go. */
  #change(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel = ms === undefined ? () => {} : this.#timers.after(ms, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => {};
        resolve();
      };
    });
  }
}
