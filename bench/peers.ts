import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import sharp from "sharp";
import { openPipeline, type Pipeline } from "../core/pipeline";
import { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "../core/values/options";

export const ROOT = path.join(__dirname, "../..");
const MODEL = path.join(ROOT, "models/efficientnet-lite0/model.onnx");
const SIZE = 224;
/** Threads of one inference, ours and the peers': the product's default. */
export const THREADS = Math.max(1, availableParallelism() - 1);

/** A photograph at 1920 × 1080, as JPEG (quality 90) and as raw RGB. */
export async function pictures(): Promise<{ jpeg: Buffer; raw: Buffer }> {
  const photo = readFileSync(path.join(ROOT, "examples/photos/canyon-wren.jpg"));
  const resized = sharp(photo).resize(1920, 1080, { fit: "fill" });
  return {
    jpeg: await resized.clone().jpeg({ quality: 90 }).toBuffer(),
    raw: await resized.clone().raw().toBuffer(),
  };
}

/** This package, from a Buffer to labels; every picture stretched, as the peers do. */
export function ours(inFlight: 1 | 2): Promise<Pipeline> {
  return openPipeline({
    ...DEFAULT_MODEL_OPTIONS,
    inFlight,
    threads: THREADS,
    model: MODEL,
    overrides: { resize: "stretch" },
    classify: DEFAULT_CLASSIFY_OPTIONS,
    maxMegapixels: 50,
    userDir: ROOT,
  } as Parameters<typeof openPipeline>[0]);
}

/** sharp's plain decode and resize, as a function node would write it. */
export const plainResize = (
  input: Buffer,
  raw?: { width: number; height: number; channels: 3 },
): Promise<Buffer> =>
  sharp(input, raw ? { raw } : {})
    .resize(SIZE, SIZE, { fit: "fill" })
    .raw()
    .toBuffer();

/** What a Node-RED user would otherwise wire: sharp and onnxruntime-node in a function node. */
export interface HandMade {
  classify(input: Buffer, raw?: { width: number; height: number; channels: 3 }): Promise<number>;
  /** Only `session.run` on a ready tensor. */
  infer(): Promise<unknown>;
}

/** @param options of the session; `{}`: onnxruntime-node's defaults */
export async function handMade(options: InferenceSession.SessionOptions): Promise<HandMade> {
  const ort = require("onnxruntime-node") as {
    InferenceSession: typeof InferenceSession;
    Tensor: typeof Tensor;
  };
  const session = await ort.InferenceSession.create(MODEL, options);
  const dims = [1, 3, SIZE, SIZE];
  const ready = new ort.Tensor("float32", new Float32Array(3 * SIZE * SIZE), dims);
  return {
    infer: () => session.run({ input: ready }),
    async classify(input, raw) {
      const pixels = await plainResize(input, raw);
      const data = new Float32Array(3 * SIZE * SIZE);
      const plane = SIZE * SIZE;
      for (let i = 0; i < plane; i++) {
        for (let c = 0; c < 3; c++) data[c * plane + i] = ((pixels[i * 3 + c] as number) - 127) / 128;
      }
      const { logits } = await session.run({ input: new ort.Tensor("float32", data, dims) });
      const scores = logits?.data as Float32Array;
      return scores.indexOf(Math.max(...scores));
    },
  };
}
