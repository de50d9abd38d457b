import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { openOrt } from "../../../../core/inference/backends/ort";
import { createRegistry } from "../../../../core/inference/registry";
import { plan } from "../../../../core/values/plan";
import { PRESETS } from "../../../../core/values/presets";
import { normalise, toFloat16Bits } from "../../../../core/values/tensor";
import { sessionContract } from "../../../contracts/session";
import { described, EFFICIENTNET, opened } from "../../../helpers/models";
import { ROOT } from "../../../helpers/root";

async function openWith(name: "onnxruntime" | "onnxruntime-web", entry: string) {
  const { path: file, input, output, precision } = await described("mean-colour.onnx");
  return openOrt(
    { path: file, input, output, precision, backend: "auto", threads: 1, spin: false, userDir: ROOT },
    { name, entry },
  );
}

sessionContract("onnxruntime-node", () => opened("mean-colour.onnx"));
sessionContract("onnxruntime-web", () => openWith("onnxruntime-web", require.resolve("onnxruntime-web")));

describe("ONNX Runtime", { concurrency: false }, () => {
  it("gives the reference's scores for the reference's pixels", async () => {
    const { data } = await sharp(path.join(ROOT, "test/fixtures/reference/pixels/espresso.centre_crop.png"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const decided = plan(PRESETS["efficientnet-lite"], { width: 224, height: 224, orientation: 1 });
    const session = await opened(EFFICIENTNET);
    const tensor = normalise(data, decided) as Float32Array;
    const { scores } = await session.infer({ data: tensor, type: "float32", dims: [1, 3, 224, 224] });
    await session.close();
    const logits = scores[0] as Float32Array;
    const sum = logits.reduce((all, each) => all + Math.exp(each), 0);
    const file = path.join(ROOT, "test/fixtures/reference/scores.json");
    const reference = JSON.parse(readFileSync(file, "utf8"))["espresso.jpg"].fp32.centre_crop as [
      number,
      number,
    ][];
    assert.equal(reference.length, 5);
    for (const [index, score] of reference) {
      assert.ok(Math.abs(Math.exp(logits[index] as number) / sum - score) < 1e-3, `${index}`);
    }
  });

  it("runs float16, uint8, NHWC, colons in names and weights in a second file, from any folder", async () => {
    const before = process.cwd();
    process.chdir(tmpdir());
    try {
      for (const file of [
        "float16.onnx",
        "uint8.onnx",
        "nhwc.onnx",
        "colon-names.onnx",
        "external.onnx",
        "fixed-batch.onnx",
      ]) {
        const session = await opened(file);
        const { dtype, layout } = session.info.input;
        const dims = layout === "nchw" ? [3, 3, 32, 32] : [3, 32, 32, 3];
        const length = 3 * 3 * 32 * 32;
        const data = {
          float32: new Float32Array(length),
          float16: new Uint16Array(length),
          uint8: new Uint8Array(length),
        }[dtype];
        data.fill(dtype === "float16" ? toFloat16Bits(1) : 1);
        const { scores } = await session.infer({ data, type: dtype, dims });
        assert.equal(scores.length, 3, file);
        assert.deepEqual(scores[0], scores[2]);
        assert.ok(scores[0]?.length === 10 && scores[0].some((each) => each !== 0), file);
        await session.close();
      }
    } finally {
      process.chdir(before);
    }
  });

  it("names the operator that it lacks", async () => {
    await assert.rejects(opened("custom-operator.onnx"), { code: "MODEL_OPERATOR", message: /Foo/ });
  });

  it("lets timers run while it infers", async () => {
    const session = await opened(EFFICIENTNET);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const data = new Float32Array(8 * 3 * 224 * 224);
    await session.infer({ data, type: "float32", dims: [8, 3, 224, 224] });
    clearInterval(timer);
    await session.close();
    assert.ok(ticks > 3, `${ticks} ticks`);
  });

  it("a binding that does not load is ORT_UNSUPPORTED and names what to install", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ort-"));
    const entry = path.join(folder, "index.js");
    const binary = path.join(folder, "binding.node");
    writeFileSync(binary, "not a library");
    writeFileSync(entry, `module.exports = require(${JSON.stringify(binary)});`);
    await assert.rejects(openWith("onnxruntime", entry), {
      code: "ORT_UNSUPPORTED",
      message: /onnxruntime-web@/,
    });
  });
});

describe("a thread that dies", { concurrency: false }, () => {
  it("ends its calls with SESSION_LOST, is started again by the next one, and closes at once when dead", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ort-"));
    const entry = path.join(folder, "index.js");
    // A fake package: its thread ends in the run of a picture whose first number is 1.
    writeFileSync(
      entry,
      `class Tensor { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } }
       const session = {
         run: async ({ input }) => {
           if (input.data[0] === 1) process.exit(9);
           return { means: new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3]) };
         },
         release: async () => {},
       };
       module.exports = { Tensor, InferenceSession: { create: async () => session } };`,
    );
    const session = await openWith("onnxruntime", entry);
    const tensor = (first: number) => {
      const data = new Float32Array(3 * 32 * 32).fill(first);
      return { data, type: "float32" as const, dims: [1, 3, 32, 32] };
    };
    const outcomes = await Promise.allSettled([1, 0].map((first) => session.infer(tensor(first))));
    for (const outcome of outcomes) {
      assert.equal((outcome as PromiseRejectedResult).reason?.code, "SESSION_LOST");
    }
    const { scores } = await session.infer(tensor(0));
    assert.deepEqual([...(scores[0] ?? [])], [1, 2, 3]);
    await assert.rejects(session.infer(tensor(1)), { code: "SESSION_LOST" });
    await session.close();
    await assert.rejects(session.infer(tensor(0)), { code: "SESSION_CLOSED" });
  });
});

describe("registry", () => {
  it("shares one for equal keys, closes it with the last, and keeps no failure", async () => {
    let [opens, closes] = [0, 0];
    const registry = createRegistry(
      async (name: string) => {
        if (++opens === 1) throw new Error("first");
        return { name, close: async () => void closes++ };
      },
      (name) => name,
    );
    await assert.rejects(registry.acquire("a"));
    const [one, two] = await Promise.all([registry.acquire("a"), registry.acquire("a")]);
    assert.equal(one.value, two.value);
    assert.equal(opens, 2);
    await one.release();
    await one.release();
    assert.equal(closes, 0);
    await two.release();
    assert.equal(closes, 1);
    const again = await registry.acquire("a");
    assert.notEqual(again.value, one.value);
  });
});
