import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { described, EFFICIENTNET, MODELS } from "../../../helpers/models";

interface Facts {
  readonly opset?: number;
  readonly inputs?: { name: string; dtype: string; dims: (number | string)[] }[];
  readonly outputs?: { name: string }[];
  readonly example?: Record<string, number[]>;
}

const facts = JSON.parse(readFileSync(path.join(MODELS, "facts.json"), "utf8")) as Record<string, Facts>;
const folder = () => mkdtempSync(path.join(tmpdir(), "models-"));

describe("what a model's files say", () => {
  it("agrees with what every good fixture was made as", async () => {
    const good = Object.entries(facts).filter(
      ([file, { example }]) => example && file !== "image-to-image.onnx",
    );
    assert.ok(good.length >= 14, `${good.length}`);
    for (const [file, { opset, inputs, example }] of good) {
      const model = await described(file);
      const [input] = inputs ?? [];
      assert.equal(model.opset, opset, file);
      assert.equal(model.input.name, input?.name, file);
      assert.equal(model.input.dtype, input?.dtype, file);
      assert.deepEqual(model.inputs[0]?.dims, input?.dims, file);
      assert.equal(model.output.classes, example?.[model.output.name]?.length, file);
    }
  });

  it("the built-in model: everything is stated, nothing guessed", async () => {
    const model = await described(EFFICIENTNET);
    assert.equal(model.name, "efficientnet-lite0");
    assert.equal(model.labels?.length, 1000);
    assert.deepEqual([model.labels[967], model.labels[281]], ["espresso", "tabby"]);
    const { resize, shortSide, width, height, mean, std, scale, color, interpolation } = model.spec;
    assert.deepEqual(
      { resize, shortSide, width, height, mean, std, scale, color, interpolation },
      {
        resize: "crop",
        shortSide: 256,
        width: 224,
        height: 224,
        mean: [127, 127, 127],
        std: [128, 128, 128],
        scale: 1,
        color: "rgb",
        interpolation: "bilinear",
      },
    );
    assert.deepEqual(model.guessed, []);
    assert.deepEqual(model.warnings, []);
    assert.equal((await described(EFFICIENTNET.replace("model.onnx", "model-int8.onnx"))).precision, "int8");
  });

  it("a model that says nothing: floats get torchvision's numbers, uint8 0–255 stretched; both said to be guessed", async () => {
    const float = await described("nhwc.onnx");
    assert.deepEqual([float.spec.resize, float.spec.scale, float.spec.mean[0]], ["crop", 1 / 255, 0.485]);
    assert.deepEqual([float.input.layout, float.spec.layout, float.spec.width], ["nhwc", "nhwc", 32]);
    const bytes = await described("uint8.onnx");
    assert.deepEqual([bytes.spec.resize, bytes.spec.scale, bytes.spec.mean[0]], ["stretch", 1, 0]);
    for (const { guessed } of [float, bytes]) assert.deepEqual(guessed, ["resize", "scale"]);
    const chosen = await described("nhwc.onnx", { preset: "keras-tf" });
    assert.deepEqual([chosen.guessed.length, chosen.spec.scale], [0, 1 / 127.5]);
  });

  it("takes the output that fits the labels, or the named one; sees an activation at the end", async () => {
    assert.equal((await described("two-outputs.onnx")).output.name, "logits");
    const names = Array.from({ length: 64 }, (_, i) => `n${i}`);
    assert.equal((await described("two-outputs.onnx", { labelList: names })).output.classes, 64);
    assert.equal((await described("two-outputs.onnx", { output: "embedding" })).output.name, "embedding");
    assert.equal((await described("softmax.onnx")).output.activation, "softmax");
    assert.equal((await described("sigmoid.onnx")).output.activation, "sigmoid");
    await assert.rejects(described("two-outputs.onnx", { output: "none" }), { code: "MODEL_OUTPUT" });
    await assert.rejects(described("two-outputs.onnx", { input: "none" }), { code: "MODEL_INPUT" });
  });

  it("labels that don't fit are a warning with both counts; a background class is offered, never assumed", async () => {
    const labels = path.join(MODELS, "labels-12.txt");
    const codes = async (file: string, labelShift = 0) =>
      (await described(file, { labels, labelShift })).warnings.map(({ code, params }) => [
        code,
        params["labels"],
        params["outputs"],
      ]);
    assert.deepEqual(await codes("classes-13.onnx"), [["LABELS_BACKGROUND", 12, 13]]);
    assert.deepEqual(await codes("classes-12.onnx"), []);
    assert.deepEqual(await codes("nhwc.onnx"), [["LABELS_MISMATCH", 12, 10]]);
    assert.deepEqual(await codes("classes-13.onnx", 1), []);
    const shifted = await described("classes-13.onnx", { labels, labelShift: 1 });
    assert.equal(shifted.labels?.[0], "background");
    assert.equal(shifted.labels.length, 13);
  });

  it("reads Ultralytics' metadata", async () => {
    const model = await described("ultralytics.onnx");
    assert.deepEqual(model.labels, ["cat", "dog"]);
    assert.deepEqual([model.spec.resize, model.spec.mean, model.spec.std], ["crop", [0, 0, 0], [1, 1, 1]]);
    assert.deepEqual(model.guessed, []);
  });

  it("refuses what is no usable model, each with its code", async () => {
    const cases: [string, string][] = [
      ["corrupt.onnx", "MODEL_CORRUPT"],
      ["truncated.onnx", "MODEL_CORRUPT"],
      ["empty.onnx", "MODEL_CORRUPT"],
      ["opset-99.onnx", "MODEL_OPSET"],
      ["image-to-image.onnx", "MODEL_OUTPUT"],
      ["external-outside.onnx", "MODEL_WEIGHTS_OUTSIDE"],
      ["engine.plan", "MODEL_ENGINE"],
      ["engine-older.plan", "MODEL_ENGINE"],
      ["ultralytics.engine", "MODEL_ENGINE"],
      ["zip.pth", "MODEL_PICKLE"],
      ["legacy.pth", "MODEL_PICKLE"],
      ["no-such-file.onnx", "MODEL_NOT_FOUND"],
      [".", "MODEL_UNREADABLE"],
    ];
    for (const [file, code] of cases) await assert.rejects(described(file), { code }, file);
    await assert.rejects(described("opset-99.onnx"), ({ params }: { params: object }) => {
      assert.deepEqual(Object.values(params).slice(1), [99, "ONNX Runtime", 26]);
      return true;
    });
  });

  it("does not wait at a pipe, and follows no link out of the model's folder", async () => {
    const place = folder();
    execFileSync("mkfifo", [path.join(place, "pipe.onnx")]);
    await assert.rejects(described(path.join(place, "pipe.onnx")), { code: "MODEL_UNREADABLE" });
    const external = path.join(place, "external.onnx");
    copyFileSync(path.join(MODELS, "external.onnx"), external);
    await assert.rejects(described(external), { code: "MODEL_WEIGHTS" });
    symlinkSync(path.join(MODELS, "external.onnx.data"), path.join(place, "external.onnx.data"));
    await assert.rejects(described(external), { code: "MODEL_WEIGHTS_OUTSIDE" });
  });

  it("a damaged file beside the model is a warning, not a failure", async () => {
    const place = folder();
    copyFileSync(path.join(MODELS, "nhwc.onnx"), path.join(place, "m.onnx"));
    writeFileSync(path.join(place, "preprocessor_config.json"), "{");
    const { warnings, guessed } = await described(path.join(place, "m.onnx"));
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["MODEL_CONFIG"],
    );
    assert.equal(guessed.length, 2);
  });

  it("understands Hugging Face's and timm's forms of preprocessing", async () => {
    const place = folder();
    const model = path.join(place, "m.onnx");
    copyFileSync(path.join(MODELS, "open-size.onnx"), model);
    const write = (name: string, json: object) => writeFileSync(path.join(place, name), JSON.stringify(json));
    write("preprocessor_config.json", {
      size: { height: 64, width: 48 },
      resample: 3,
      rescale_factor: 1 / 255,
      do_rescale: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    });
    const { spec, guessed } = await described(model);
    assert.deepEqual(
      [spec.resize, spec.width, spec.height, spec.interpolation],
      ["stretch", 48, 64, "bicubic"],
    );
    assert.deepEqual([spec.mean, spec.scale, guessed], [[0.5, 0.5, 0.5], 1 / 255, []]);
    write("preprocessor_config.json", {});
    write("config.json", {
      id2label: { 0: "a", 1: "b" },
      pretrained_cfg: {
        input_size: [3, 96, 96],
        mean: [0.1, 0.2, 0.3],
        std: [0.4, 0.5, 0.6],
        crop_pct: 0.875,
        interpolation: "bicubic",
      },
    });
    const timm = await described(model);
    assert.deepEqual([timm.spec.width, timm.spec.shortSide, timm.spec.mean], [96, 109, [0.1, 0.2, 0.3]]);
    assert.deepEqual(timm.labels, ["a", "b"]);
  });
});
