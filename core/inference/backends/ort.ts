import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { VisionError } from "../../values/errors";
import { CLOSE_MS } from "../../values/limits";
import type { BackendName } from "../../values/prediction";
import { ImageTensor, type ModelInput, type Pixels, type ReadyTensor } from "../../values/tensor";
import type { Timings } from "../../values/timings";
import type { SessionOptions } from "../open";
import { bindingOf, type InputFacts, type Session, type SessionInfo, type SessionResult } from "../session";
import { checkPlan, checkTensor } from "../shape";
import { loadError, runError } from "./ort-errors";
import { CLOSE, type Reply, type Request, type WorkerInput } from "./ort-messages";
import { ortVersion } from "./ort-package";

/** An ONNX Runtime package that was found. */
export interface OrtEntry {
  readonly name: Extract<BackendName, "onnxruntime" | "onnxruntime-web">;
  /** Absolute path of its entry file. */
  readonly entry: string;
}

/** What a worker runs, before it has a number. */
type RunInput = { pixels: Uint8Array; plan: Pixels["plan"] } | { tensor: ReadyTensor };

type Scores = Extract<Reply, { kind: "scores" }>;

interface Pending {
  resolve(reply: Scores): void;
  reject(error: VisionError): void;
}

const WORKER = path.join(__dirname, "ort.worker.js");

function unusable(
  reply: Extract<Reply, { kind: "unusable" }>,
  model: string,
  { name }: OrtEntry,
): VisionError {
  if (reply.stage === "model") return loadError(reply.text, model, name);
  const detail = reply.text.split("\n")[0] ?? "";
  return new VisionError("ORT_UNSUPPORTED", { detail, package: `onnxruntime-web@${ortVersion()}` });
}

/** One thread with a loaded model; lives until it is ended or dies. */
class OrtWorker {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #next = 0;
  #end: VisionError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(data: WorkerInput) {
    this.#worker = new Worker(WORKER, { workerData: data });
    this.#worker.unref();
  }

  /** Starts the thread and loads the model. */
  static start(data: WorkerInput, entry: OrtEntry): Promise<OrtWorker> {
    const self = new OrtWorker(data);
    const worker = self.#worker;
    worker.ref();
    return new Promise((resolve, reject) => {
      const fail = (error: VisionError): void => {
        self.#lose(error);
        void worker.terminate();
        reject(error);
      };
      worker.on("message", (reply: Reply) => {
        if (reply.kind === "loaded") {
          worker.unref();
          resolve(self);
        } else if (reply.kind === "unusable") fail(unusable(reply, data.path, entry));
        else self.#settle(reply, entry.name);
      });
      worker.on("error", (error) =>
        fail(new VisionError("SESSION_LOST", { detail: error.message }, { cause: error })),
      );
      worker.on("exit", (code) => fail(new VisionError("SESSION_LOST", { detail: `exit code ${code}` })));
    });
  }

  /** Why it no longer answers. */
  get end(): VisionError | undefined {
    return this.#end;
  }

  run(request: RunInput): Promise<Scores> {
    if (this.#end) return Promise.reject(this.#end);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      // Keeps the process alive only while somebody waits for an answer.
      this.#worker.ref();
      this.#worker.postMessage({ id, ...request } satisfies Request);
    });
  }

  /**
   * Ends the thread. It is not terminated while it runs a model: ONNX Runtime's binding would then
   * abort the whole process.
   */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#lose(new VisionError("SESSION_CLOSED"));
    // The number of a thread that has ended.
    if (this.#worker.threadId === -1) return;
    const ended = once(this.#worker, "exit");
    this.#worker.postMessage(CLOSE);
    this.#worker.ref();
    const patience = new AbortController();
    await Promise.race([ended, sleep(CLOSE_MS, undefined, { signal: patience.signal, ref: false })]);
    patience.abort();
    await this.#worker.terminate();
  }

  #settle(reply: Exclude<Reply, { kind: "loaded" | "unusable" }>, backend: string): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (reply.kind === "scores") pending?.resolve(reply);
    else pending?.reject(runError(reply.text, backend));
  }

  #lose(error: VisionError): void {
    this.#end ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

class OrtSession implements Session {
  readonly info: SessionInfo;
  readonly #start: () => Promise<OrtWorker>;
  #worker: Promise<OrtWorker>;
  /** End of the last call: answers leave in the order of the calls. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(info: SessionInfo, first: OrtWorker, start: () => Promise<OrtWorker>) {
    this.info = info;
    this.#worker = Promise.resolve(first);
    this.#start = start;
  }

  infer(input: ModelInput): Promise<SessionResult> {
    const before = this.#last;
    const answer = this.#infer(input, before);
    this.#last = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#worker.catch(() => undefined))?.close();
  }

  async #infer(input: ModelInput, before: Promise<unknown>): Promise<SessionResult> {
    if (this.#closed) throw new VisionError("SESSION_CLOSED");
    const facts = this.info.input;
    try {
      // Decoded beside the calls before; whichever is run first, the answer waits for theirs.
      const { request, timings } = await this.#prepare(input, facts);
      const worker = await this.#alive();
      const { scores, pictures, normalise, infer } = await worker.run(request);
      const { classes } = this.info.output;
      const lists = Array.from({ length: pictures }, (_, i) =>
        scores.subarray(i * classes, (i + 1) * classes),
      );
      const { preprocess = 0 } = timings;
      return { scores: lists, timings: { ...timings, preprocess: preprocess + normalise, infer } };
    } finally {
      await before;
    }
  }

  async #prepare(input: ModelInput, facts: InputFacts): Promise<{ request: RunInput; timings: Timings }> {
    if (!(input instanceof ImageTensor)) {
      checkTensor(input, facts);
      return { request: { tensor: input }, timings: {} };
    }
    const pixels = await input.pixels(bindingOf(facts));
    checkPlan(pixels, facts);
    return { request: { pixels: pixels.data, plan: pixels.plan }, timings: pixels.timings };
  }

  /** The worker, started again if the last one died. */
  async #alive(): Promise<OrtWorker> {
    if (this.#closed) throw new VisionError("SESSION_CLOSED");
    const current = this.#worker;
    const worker = await current.catch(() => undefined);
    if (worker && !worker.end) return worker;
    if (this.#worker === current) this.#worker = this.#start();
    return this.#worker;
  }
}

/** Opens a model with the ONNX Runtime package at `entry`. Throws `ORT_UNSUPPORTED`, `MODEL_*`, `SESSION_LOST`. */
export async function openOrt(options: SessionOptions, entry: OrtEntry): Promise<Session> {
  const { path: file, input, output, threads, spin, precision } = options;
  const web = entry.name === "onnxruntime-web";
  // The library reports on its own from 1.29 on; set here, since it reads the process's environment.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  const start = () =>
    OrtWorker.start({ entry: entry.entry, path: file, input, output, threads, spin, web }, entry);
  const first = await start();
  return new OrtSession({ backend: entry.name, precision, input, output }, first, start);
}
