import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { createRealise } from "../../../../core/preprocess/realise";
import { VisionError } from "../../../../core/values/errors";
import { PRESETS } from "../../../../core/values/presets";
import type { ImageTensor } from "../../../../core/values/tensor";
import { preview } from "../../../../nodes/shared/admin/preview";
import type { AdminServices, OpenModel } from "../../../../nodes/shared/admin/services";
import { tryModel } from "../../../../nodes/shared/admin/try";
import { ROOT } from "../../../helpers/root";

const wording = (error: VisionError) => error.text;

/** A fake model of 64 × 48 pixels that answers with how it was asked, and counts who holds it. */
class FakeModel implements OpenModel {
  readonly spec = PRESETS["keras-tf"];
  readonly binding = { width: 64, height: 48, layout: "nchw", dtype: "float32" } as const;
  readonly backend = "onnxruntime";
  readonly precision = "fp32";
  readonly asked: ImageTensor[] = [];
  held = 1;

  async classify(input: ImageTensor) {
    this.asked.push(input);
    const { plan } = await input.pixels(this.binding);
    if (plan.output.width !== 64)
      throw new VisionError("SHAPE_MISMATCH", { expected: "64", received: "other" });
    const labels = [input.spec.resize, "b", "c", "d", "e", "f"];
    const predictions = labels.map((label, index) => ({ label, score: 1 / (index + 1), index }));
    return { predictions, timings: { infer: 1 } };
  }

  async release() {
    this.held--;
  }
}

function services(openModel: AdminServices["openModel"]): AdminServices {
  const realise = createRealise({ maxMegapixels: 50 });
  return { realise, openModel, describe: () => assert.fail("not asked") };
}

const photo = (file: string) => readFileSync(path.join(ROOT, "examples/photos", file));
const kitten = { sample: "kitten-on-lawn.jpg" };

describe("POST preview", () => {
  it("shows a picture in three ways, by the judge's preset and size", async () => {
    const model = new FakeModel();
    const body = { picture: kitten, preprocess: { preset: "model" }, model: { model: "x" } };
    const answer = await preview(
      services(async () => model),
      body,
      wording,
    );
    assert.deepEqual([answer.picture.width, answer.picture.height], [1920, 1300]);
    assert.equal(answer.picture.name, "kitten-on-lawn.jpg");
    assert.equal(Buffer.from(answer.picture.image.rgb, "base64").length, 336 * 227 * 3);
    for (const mode of ["stretch", "crop", "letterbox"] as const) {
      const { image, plan, top } = answer.modes[mode];
      assert.deepEqual([image.width, image.height], [64, 48]);
      assert.equal(Buffer.from(image.rgb, "base64").length, 64 * 48 * 3);
      assert.deepEqual(plan.output, { width: 64, height: 48 });
      assert.deepEqual(top, { label: mode, score: 1 });
    }
    assert.equal(answer.trained, "stretch");
    assert.deepEqual(answer.preset, PRESETS["keras-tf"]);
    assert.equal(answer.judgeError, null);
    assert.equal(model.held, 0);
  });

  it("takes the fields over the preset, and a region", async () => {
    const model = new FakeModel();
    const region = '{"x":0.5,"y":0,"width":0.5,"height":1}';
    const preprocess = {
      preset: "torchvision",
      color: "bgr",
      pad: "7",
      mean: "1",
      region,
      regionType: "json",
    };
    const body = { picture: kitten, preprocess, model: {} };
    const { modes, preset } = await preview(
      services(async () => model),
      body,
      wording,
    );
    assert.deepEqual(preset, PRESETS.torchvision);
    assert.deepEqual(modes.letterbox.plan.source, { x: 960, y: 0, width: 960, height: 1300 });
    assert.equal(modes.letterbox.plan.fill, 7);
    assert.deepEqual(model.asked[0]?.spec.mean, [1, 1, 1]);
    assert.deepEqual(modes.stretch.plan.channels, [2, 1, 0]);
  });

  it("shows the pictures without labels, and the reason, when nobody can judge", async () => {
    const missing = new VisionError("MODEL_NOT_FOUND", { path: "/x.onnx", base: "/" });
    const none = services(() => Promise.reject(missing));
    const answer = await preview(
      none,
      { picture: kitten, preprocess: { preset: "torchvision" }, model: {} },
      wording,
    );
    assert.equal(answer.judgeError?.code, "MODEL_NOT_FOUND");
    assert.equal(answer.modes.crop.top, null);
    assert.deepEqual(answer.modes.crop.plan.output, { width: 224, height: 224 });

    const model = new FakeModel();
    const wrong = { picture: kitten, preprocess: { preset: "model", width: "32", height: "32" }, model: {} };
    const mismatch = await preview(
      services(async () => model),
      wrong,
      wording,
    );
    assert.equal(mismatch.judgeError?.code, "SHAPE_MISMATCH");
    assert.deepEqual(mismatch.modes.crop.plan.output, { width: 32, height: 32 });
    assert.equal(model.held, 0);
  });

  it("takes an own picture, whatever its name, and refuses what is none", async () => {
    const model = new FakeModel();
    const all = services(async () => model);
    const ask = (picture: unknown) => preview(all, { picture, preprocess: {}, model: {} }, wording);
    const data = photo("espresso.jpg").toString("base64");
    assert.equal((await ask({ name: "../../a.jpg", data })).picture.name, "../../a.jpg");
    const codes: Record<string, unknown> = {
      INPUT_UNSUPPORTED: { name: "a.txt", data: Buffer.from("not a picture at all").toString("base64") },
      INPUT_EMPTY: { name: "a.jpg", data: "" },
      INPUT_TRUNCATED: { name: "a.jpg", data: data.slice(0, Math.floor(data.length * 0.6)) },
      SOURCE_NOT_FOUND: { sample: "../photos.json" },
      OPTION_INVALID: { file: "/etc/passwd" },
    };
    for (const [code, picture] of Object.entries(codes)) await assert.rejects(ask(picture), { code }, code);
  });

  it("refuses bodies that are no request of ours", async () => {
    const all = services(() => assert.fail("not asked"));
    for (const body of [undefined, null, [], "text", { picture: kitten }, { picture: 1, preprocess: {} }])
      await assert.rejects(preview(all, body, wording), { code: "OPTION_INVALID" });
  });
});

describe("POST try", () => {
  it("answers with the five best labels and the time of each stage, and lets the model go", async () => {
    const model = new FakeModel();
    const answer = await tryModel(
      services(async () => model),
      { picture: kitten, model: {} },
    );
    assert.deepEqual(
      answer.predictions.map(({ label }) => label),
      ["stretch", "b", "c", "d", "e"],
    );
    assert.equal(answer.timings["infer"], 1);
    assert.ok((answer.timings["total"] ?? 0) > 0);
    assert.equal(model.held, 0);
  });

  it("lets the model go when it fails", async () => {
    const model = new FakeModel();
    model.classify = () => Promise.reject(new VisionError("INFERENCE_FAILED", { backend: "x", detail: "y" }));
    const asked = tryModel(
      services(async () => model),
      { picture: kitten, model: {} },
    );
    await assert.rejects(asked, { code: "INFERENCE_FAILED" });
    assert.equal(model.held, 0);
  });
});
