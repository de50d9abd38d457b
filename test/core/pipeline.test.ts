import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { openPipeline, type Pipeline, type PipelineOptions } from "../../core/pipeline";
import { VisionError } from "../../core/values/errors";
import { Frame } from "../../core/values/frame";
import { MAX_MEGAPIXELS } from "../../core/values/limits";
import { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { ROOT } from "../helpers/root";

const LITE0 = path.join(ROOT, "models/efficientnet-lite0/model.onnx");
const small = (name: string) => path.join(ROOT, "test/fixtures/models", name);
const pizza = readFileSync(path.join(ROOT, "examples/photos/pizza.jpg"));

async function pipeline(test: TestContext, options: Partial<PipelineOptions> = {}): Promise<Pipeline> {
  const opened = await openPipeline({
    ...DEFAULT_MODEL_OPTIONS,
    model: LITE0,
    threads: 1,
    warmup: 0,
    overrides: {},
    classify: DEFAULT_CLASSIFY_OPTIONS,
    maxMegapixels: MAX_MEGAPIXELS,
    userDir: tmpdir(),
    ...options,
  });
  test.after(() => opened.close());
  return opened;
}

const code = (expected: string) => (error: unknown) =>
  error instanceof VisionError && error.code === expected;

describe("openPipeline", () => {
  it("classifies a picture with timings and who answered", async (test) => {
    const { predictions, timings, inference } = await (await pipeline(test)).classify(pizza);
    assert.deepEqual([predictions[0]?.label, predictions[0]?.index, predictions.length], ["pizza", 963, 5]);
    assert.deepEqual(inference, {
      model: "efficientnet-lite0",
      backend: "onnxruntime",
      precision: "fp32",
      dropped: 0,
    });
    const { total = 0, decode = 0, infer = 0, postprocess } = timings;
    assert.ok(decode > 0 && infer > 0 && postprocess !== undefined, JSON.stringify(timings));
    assert.ok(total >= decode + infer, JSON.stringify(timings));
  });

  it("takes a Frame and raw pixels too, with the same answer for the same pixels", async (test) => {
    const open = await pipeline(test);
    const data = Buffer.alloc(64 * 48 * 3, 90);
    const frame = await open.classify(new Frame({ data, format: "rgb24", width: 64, height: 48 }));
    const raw = await open.classify({ data, format: "rgb24", width: 64, height: 48 });
    assert.deepEqual(raw.predictions, frame.predictions);
  });

  it("answers two pictures at a time, each with its own", async (test) => {
    const open = await pipeline(test);
    const espresso = readFileSync(path.join(ROOT, "examples/photos/espresso.jpg"));
    const results = await Promise.all([pizza, espresso, pizza, espresso].map((one) => open.classify(one)));
    assert.deepEqual(
      results.map(({ predictions }) => predictions[0]?.label),
      ["pizza", "espresso", "pizza", "espresso"],
    );
  });

  it("goes on with the next good picture after a bad one", async (test) => {
    const open = await pipeline(test);
    for (const bad of [Buffer.alloc(0), pizza.subarray(0, 20_000), 5, null, {}, "no picture"]) {
      await assert.rejects(
        open.classify(bad),
        (error) => error instanceof VisionError && error.kind === "input",
      );
    }
    assert.equal((await open.classify(pizza)).predictions[0]?.label, "pizza");
  });

  it("refuses what is more than one picture, rather than answer for the first alone", async (test) => {
    const open = await pipeline(test, { model: small("open-batch.onnx") });
    const data = new Float32Array(2 * 3 * 32 * 32);
    await assert.rejects(
      open.classify({ data, type: "float32", dims: [2, 3, 32, 32] }),
      code("TENSOR_INVALID"),
    );
    await assert.rejects(open.classify([pizza, pizza]), code("INPUT_UNSUPPORTED"));
    const one = await open.classify({ data: data.subarray(3072), type: "float32", dims: [1, 3, 32, 32] });
    assert.equal(one.predictions.length, 5);
  });

  it("repeats no activation that the graph holds", async (test) => {
    const data = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i));
    for (const name of ["softmax.onnx", "sigmoid.onnx"]) {
      const tensor = { data, type: "float32", dims: [1, 3, 32, 32] };
      const all = { ...DEFAULT_CLASSIFY_OPTIONS, topK: 10 };
      const asked = await (await pipeline(test, { model: small(name), classify: all })).classify(tensor);
      const raw = await (
        await pipeline(test, { model: small(name), classify: { ...all, activation: "raw" } })
      ).classify(tensor);
      assert.equal(asked.predictions.length, 10);
      assert.deepEqual(asked.predictions, raw.predictions, name);
    }
  });

  it("warms up on a built-in picture, whatever the input", async (test) => {
    for (const name of ["fixed-batch.onnx", "uint8.onnx", "float16.onnx", "nhwc.onnx", "open-size.onnx"]) {
      const open = await pipeline(test, { model: small(name), warmup: 3 });
      assert.ok((await open.classify(pizza)).predictions.length > 0, name);
    }
  });

  it("says which labels the options name in vain, and what was guessed", async (test) => {
    const classify = { ...DEFAULT_CLASSIFY_OPTIONS, allow: ["unicorn", "1"] };
    const open = await pipeline(test, { model: small("fixed-batch.onnx"), classify });
    assert.deepEqual(
      open.warnings.map(({ code, params }) => [code, params["label"]]),
      [["LABEL_UNKNOWN", "unicorn"]],
    );
    const { predictions, inference } = await open.classify(pizza);
    assert.deepEqual(
      predictions.map(({ index }) => index),
      [1],
    );
    assert.deepEqual(inference.guessed, ["resize", "scale"]);
  });

  it("rejects for a model that cannot be used", async (test) => {
    await assert.rejects(pipeline(test, { model: small("corrupt.onnx") }), code("MODEL_CORRUPT"));
    await assert.rejects(pipeline(test, { model: small("engine.plan") }), code("MODEL_ENGINE"));
  });

  it("answers nothing once it is closed, and may be closed twice", async (test) => {
    const open = await pipeline(test);
    await open.close();
    await open.close();
    await assert.rejects(open.classify(pizza), code("SESSION_CLOSED"));
  });
});
