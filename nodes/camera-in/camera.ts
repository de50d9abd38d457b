import { now } from "../../core/clock";
import { Credits } from "../../core/pacing/credit";
import { Pacer } from "../../core/pacing/pacer";
import type { Timers } from "../../core/pacing/timer";
import type { Sink, Source } from "../../core/sources/source";
import { asVisionError, VisionError } from "../../core/values/errors";
import type { Frame } from "../../core/values/frame";
import { MAX_STEPS } from "../../core/values/limits";
import type { PaceKind } from "../../core/values/options";
import type { State } from "../../core/values/state";
import type { Job } from "../shared/on-input";

const timers: Timers = {
  now,
  after(ms, task) {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** What a camera is told by its node. */
export interface CameraWiring {
  readonly pace: PaceKind;
  /** Seconds. */
  readonly interval: number;
  /** The source for a run; a job whose message names the path, if one does. */
  source(job: Job | undefined): Promise<Source>;
  /** Sends a frame, in the message that asked for it if one did. Rejects with a VisionError. */
  deliver(frame: Frame, job: Job | undefined): Promise<void>;
  /** A fault that no message asked for. */
  fault(error: VisionError): void;
  show(state: State): void;
}

/** Runs a source: start, stop, step; one run at a time. */
export class Camera {
  readonly #wiring: CameraWiring;
  readonly #credits = new Credits(timers);
  #pacer: Pacer<Job> | undefined;
  #abort = new AbortController();
  /** Messages that each wait for a whole source, or have it in work. */
  readonly #plays = new Set<Job>();
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(wiring: CameraWiring) {
    this.#wiring = wiring;
  }

  /** Reads at the camera's own pace from now on. */
  start(): void {
    const { pace } = this.#wiring;
    if (this.#pacer) this.#pacer.change(pace);
    else this.#run(pace);
  }

  /** One frame for this message. Throws `SOURCE_BUSY`. */
  step(job: Job): void {
    if (!this.#pacer) this.#run("message");
    (this.#pacer as Pacer<Job> | undefined)?.step(job);
  }

  /** Reads a whole source for this message, after those that came before. Throws `SOURCE_BUSY`. */
  play(job: Job): void {
    if (this.#plays.size >= MAX_STEPS) throw new VisionError("SOURCE_BUSY", { limit: MAX_STEPS });
    this.#plays.add(job);
    this.#running = this.#running.then(async () => {
      if (!this.#plays.has(job)) return;
      const { pace } = this.#wiring;
      const pacer = this.#begin(pace === "message" ? "fast" : pace);
      await this.#read(pacer, this.#abort.signal, job);
      this.#plays.delete(job);
      job.finish();
    });
  }

  /** Ends the run; resolves when everything it opened is closed. */
  async stop(): Promise<void> {
    const pacer = this.#pacer;
    this.#pacer = undefined;
    this.#abort.abort();
    for (const job of [...(pacer?.stop() ?? []), ...this.#plays]) job.finish();
    this.#plays.clear();
    await this.#running;
    if (!this.#closed) this.#wiring.show({ kind: "idle", reason: "stopped" });
  }

  /** Stops for good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  #begin(kind: PaceKind): Pacer<Job> {
    const pacer = new Pacer<Job>(kind, this.#wiring.interval, this.#credits, timers);
    this.#pacer = pacer;
    this.#abort = new AbortController();
    return pacer;
  }

  #run(kind: PaceKind): void {
    const before = this.#running;
    const pacer = this.#begin(kind);
    const { signal } = this.#abort;
    this.#running = before.then(() => this.#read(pacer, signal, undefined));
  }

  /**
   * One run, from opening the source to its end; steps that came meanwhile start the next.
   *
   * @param whole the message that all of the source's frames answer
   */
  async #read(pacer: Pacer<Job>, signal: AbortSignal, whole: Job | undefined): Promise<void> {
    const { deliver, fault, show } = this.#wiring;
    const sent = new Set<Promise<void>>();
    let answered = 0;
    const tell = (error: unknown, job: Job | undefined): void => {
      if (job) job.finish(error);
      else fault(asVisionError(error));
    };
    const sink: Sink = {
      state: show,
      frame: (frame) => {
        answered++;
        const step = pacer.takeStep();
        const sending = deliver(frame.with({ credit: this.#credits.issue() }), step ?? whole).then(
          () => step?.finish(),
          (error: unknown) => tell(error, step ?? whole),
        );
        sent.add(sending);
        void sending.finally(() => sent.delete(sending));
      },
      error: (error) => {
        answered++;
        tell(error, pacer.takeStep() ?? whole);
      },
    };
    try {
      const source = await this.#wiring.source(whole);
      if (!signal.aborted) await source.run(sink, pacer, signal);
      pacer.takeStep()?.finish();
      await Promise.all(sent);
    } catch (thrown) {
      this.#fail(asVisionError(thrown), pacer, whole);
    }
    if (this.#pacer !== pacer) return;
    this.#pacer = undefined;
    const rest = pacer.stop();
    // Nothing to give at all: the steps that wait would start it again for ever.
    for (const step of rest) {
      if (answered > 0) this.step(step);
      else step.finish();
    }
  }

  #fail(error: VisionError, pacer: Pacer<Job>, whole: Job | undefined): void {
    const steps = [whole, pacer.takeStep(), ...pacer.stop()].filter((step) => step !== undefined);
    for (const step of steps) step.finish(error);
    if (steps.length === 0) this.#wiring.fault(error);
    this.#wiring.show({ kind: "error", code: error.code, params: error.params });
  }
}
