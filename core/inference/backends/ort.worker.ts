/**
 * Runs ONNX Runtime in a thread of its own: its `run()` blocks the event loop it is called from.
 * Started with a {@link WorkerInput}; then one {@link Reply} a {@link Request}, in order.
 */
import { availableParallelism } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import type { DType } from "../../values/spec";
import { dimsOf, fromFloat16Bits, normalise, type ReadyTensor, type TensorData } from "../../values/tensor";
import { CLOSE, type Reply, type Request, type WorkerInput } from "./ort-messages";

interface Ort {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
  readonly env: { wasm: { numThreads?: number; wasmPaths?: string } };
}

const { entry, path: file, input, output, threads, spin, web } = workerData as WorkerInput;
const port = parentPort as NonNullable<typeof parentPort>;
const count = threads || Math.max(1, availableParallelism() - 1);

function say(reply: Reply): void {
  port.postMessage(reply);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function load(): Ort {
  const ort = require(entry) as Ort;
  if (web) ort.env.wasm.numThreads = 1;
  return ort;
}

function open(ort: Ort): Promise<InferenceSession> {
  const spinning = spin ? "1" : "0";
  return ort.InferenceSession.create(file, {
    executionProviders: [web ? "wasm" : "cpu"],
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    logSeverityLevel: 3,
    ...(!web && {
      intraOpNumThreads: count,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: spinning }, inter_op: { allow_spinning: spinning } } },
    }),
  });
}

const NAMES: Readonly<Record<DType, "float32" | "float16" | "uint8">> = {
  float32: "float32",
  float16: "float16",
  uint8: "uint8",
};

/** Newer Nodes want float16 as Float16Array. */
const Half = (
  globalThis as { Float16Array?: new (buffer: ArrayBufferLike, offset: number, length: number) => unknown }
).Float16Array;

function tensorOf(ort: Ort, { data, type, dims }: ReadyTensor): Tensor {
  const values = type === "float16" && Half ? new Half(data.buffer, data.byteOffset, data.length) : data;
  return new ort.Tensor(NAMES[type] as "float32", values as Float32Array, dims);
}

/** A result's numbers as float32. */
function numbers({ data, type }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  const values = data as unknown as ArrayLike<number>;
  const half = type === "float16" && data instanceof Uint16Array;
  return Float32Array.from({ length: values.length }, (_, i) =>
    half ? fromFloat16Bits(values[i] as number) : Number(values[i]),
  );
}

/** Reused from picture to picture: the last run has ended when the next begins. */
let buffer: TensorData | undefined;

function toTensor(request: Request): ReadyTensor {
  if ("tensor" in request) return request.tensor;
  const { pixels, plan } = request;
  const { width, height } = plan.output;
  const reusable = buffer?.length === width * height * 3 ? buffer : undefined;
  buffer = normalise(pixels, plan, reusable);
  return { data: buffer, type: plan.dtype, dims: dimsOf(plan) };
}

async function runOnce(ort: Ort, session: InferenceSession, tensor: ReadyTensor): Promise<Float32Array> {
  const results = await session.run({ [input.name]: tensorOf(ort, tensor) }, [output.name]);
  return numbers(results[output.name] as Tensor);
}

/** All pictures of a batch tensor; one by one where the model's batch is fixed. */
async function runAll(ort: Ort, session: InferenceSession, tensor: ReadyTensor): Promise<Float32Array> {
  const [pictures = 1, ...rest] = tensor.dims;
  if (input.batch === 0 || input.batch === pictures) return runOnce(ort, session, tensor);
  const scores = new Float32Array(pictures * output.classes);
  const size = tensor.data.length / pictures;
  for (let i = 0; i < pictures; i++) {
    const data = tensor.data.subarray(i * size, (i + 1) * size);
    const part = await runOnce(ort, session, { data, type: tensor.type, dims: [1, ...rest] });
    scores.set(part.subarray(0, output.classes), i * output.classes);
  }
  return scores;
}

async function answer(ort: Ort, session: InferenceSession, request: Request): Promise<void> {
  const { id } = request;
  try {
    const started = performance.now();
    const tensor = toTensor(request);
    const prepared = performance.now();
    const scores = await runAll(ort, session, tensor);
    const infer = performance.now() - prepared;
    say({ kind: "scores", id, scores, pictures: tensor.dims[0] ?? 1, normalise: prepared - started, infer });
  } catch (error) {
    say({ kind: "failed", id, text: textOf(error) });
  }
}

async function main(): Promise<void> {
  let ort: Ort;
  try {
    ort = load();
  } catch (error) {
    say({ kind: "unusable", stage: "package", text: textOf(error) });
    return;
  }
  let session: InferenceSession;
  try {
    session = await open(ort);
  } catch (error) {
    const stage = /dlopen|shared object|\.node|backend not found/i.test(textOf(error)) ? "package" : "model";
    say({ kind: "unusable", stage, text: textOf(error) });
    return;
  }
  say({ kind: "loaded" });
  let queue = Promise.resolve();
  let closing = false;
  port.on("message", (message: Request | typeof CLOSE) => {
    if (message === CLOSE) {
      closing = true;
      queue = queue.then(() => end(session));
    } else queue = queue.then(() => (closing ? undefined : answer(ort, session, message)));
  });
}

/** Frees the session; without its port the thread has nothing left to do. */
async function end(session: InferenceSession): Promise<void> {
  await session.release();
  port.close();
}

void main();
