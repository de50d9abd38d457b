import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "node:test";
import sharp from "sharp";
import { accept } from "../../../core/preprocess/accept";
import { createRealise } from "../../../core/preprocess/realise";
import { sharpPixels } from "../../../core/preprocess/sharp";
import { VisionError } from "../../../core/values/errors";
import type { Frame } from "../../../core/values/frame";
import { plan } from "../../../core/values/plan";
import { PRESETS, type PresetName } from "../../../core/values/presets";
import type { PreprocessSpec, ResizeMode } from "../../../core/values/spec";
import { ImageTensor } from "../../../core/values/tensor";
import { distance } from "../../helpers/pictures";
import { ROOT } from "../../helpers/root";

/** Against Pillow and NumPy: test/fixtures, made by scripts there, none of it by the code under test. */
const FIXTURES = path.join(ROOT, "test/fixtures");
const PHOTOS = path.join(ROOT, "examples/photos");
const LIMIT = 50;
const realise = createRealise({ maxMegapixels: LIMIT });

const MODES: Readonly<Record<string, ResizeMode>> = {
  centre_crop: "crop",
  stretch: "stretch",
  letterbox: "letterbox",
};

/**
 * How far a photo may be from Pillow's, in steps of 255. Pillow decodes the whole JPEG and resizes
 * with one triangle filter; libvips lets the decoder scale by 2, 4 or 8 first and shrinks by a box
 * before its triangle. Measured on these nine: mean 0.11–0.34, 99.9 % of the values within 3, largest
 * 11. A crop that is off by one target pixel has a mean of 2.0–5.9: see the last test here.
 */
const MEAN_BOUND = 0.5;
const MAX_BOUND = 16;

const frameOf = (file: string): Frame => accept(readFileSync(file), "test") as Frame;

function readJson<T>(...names: string[]): T {
  return JSON.parse(readFileSync(path.join(FIXTURES, ...names), "utf8")) as T;
}

describe("pixels against Pillow", () => {
  const references = readdirSync(path.join(FIXTURES, "reference/pixels"));

  for (const file of references) {
    it(file, async () => {
      const [photo, mode] = file.split(".") as [string, string];
      const expected = await sharp(path.join(FIXTURES, "reference/pixels", file))
        .raw()
        .toBuffer();
      const spec: PreprocessSpec = { ...PRESETS.torchvision, resize: MODES[mode] as ResizeMode };
      const { data } = await realise(frameOf(path.join(PHOTOS, `${photo}.jpg`)), spec, {});
      const { max, mean } = distance(data, expected);
      assert.ok(mean <= MEAN_BOUND && max <= MAX_BOUND, `mean ${mean.toFixed(3)}, largest ${max}`);
    });
  }

  it("compares three photos in three modes", () => {
    assert.equal(references.length, 9);
  });

  it("would see a crop that is off by one pixel, in any direction", async () => {
    for (const photo of ["canyon-wren", "ballpoint-pen", "espresso"]) {
      const file = path.join(FIXTURES, "reference/pixels", `${photo}.centre_crop.png`);
      const expected = await sharp(file).raw().toBuffer();
      const frame = frameOf(path.join(PHOTOS, `${photo}.jpg`));
      const right = plan(PRESETS.torchvision, frame);
      for (const [x, y] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const offset = { x: right.offset.x + x, y: right.offset.y + y };
        const shifted = await sharpPixels(frame, frame, { ...right, offset }, LIMIT * 1e6);
        const { mean } = distance(shifted, expected);
        assert.ok(mean > 2 * MEAN_BOUND, `${photo} by ${x}, ${y}: only ${mean.toFixed(3)}`);
      }
    }
  });
});

describe("tensors against NumPy", () => {
  interface Normalised {
    readonly photo: string;
    readonly shape: number[];
    readonly indexes: number[];
  }
  const reference = readJson<Normalised & Record<string, number[]>>("reference/normalise.json");

  for (const preset of [
    "torchvision",
    "keras-caffe",
    "keras-tf",
    "efficientnet-lite",
  ] as const satisfies PresetName[]) {
    it(preset, async () => {
      const base = PRESETS[preset];
      const spec: PreprocessSpec = { ...base, resize: "crop" };
      const frame = frameOf(path.join(PHOTOS, reference.photo));
      const tensor = await new ImageTensor(frame, spec, realise).toFloat32Array();
      assert.equal(
        tensor.length,
        reference.shape.reduce((a, b) => a * b),
      );
      const expected = reference[preset] as number[];
      assert.equal(expected.length, 216);
      // the pixels' bound, in the units of the preset
      const unit = Math.max(...base.std.map((std) => base.scale / std));
      let sum = 0;
      reference.indexes.forEach((index, i) => {
        const apart = Math.abs((tensor[index] as number) - (expected[i] as number));
        assert.ok(apart <= MAX_BOUND * unit, `value ${index}: ${tensor[index]} for ${expected[i]}`);
        sum += apart / unit;
      });
      assert.ok(sum / expected.length <= MEAN_BOUND, `mean ${sum / expected.length}`);
    });
  }
});

interface Facts {
  readonly width: number;
  readonly height: number;
  readonly orientation?: number;
  readonly patches?: readonly { x: number; y: number; rgb: number[]; tolerance: number }[];
  readonly transparent?: string;
  readonly refused?: string;
}

describe("pictures of every kind, by their facts", () => {
  const facts = readJson<Record<string, Facts>>("images/facts.json");
  const good = Object.entries(facts).filter(([, { patches }]) => patches);
  let loaded: Map<string, Uint8Array>;

  before(async () => {
    loaded = new Map();
    for (const [name] of good) {
      const spec: PreprocessSpec = { ...PRESETS.uint8, resize: "none" };
      const { data, plan } = await realise(frameOf(path.join(FIXTURES, "images", name)), spec, {});
      const { width, height } = facts[name] as Facts;
      assert.deepEqual(plan.output, { width, height }, name);
      loaded.set(name, data);
    }
  });

  for (const [name, { width, patches = [] }] of good) {
    it(name, () => {
      const data = loaded.get(name) as Uint8Array;
      assert.ok(patches.length >= 2);
      for (const { x, y, rgb, tolerance } of patches) {
        const at = (y * width + x) * 3;
        rgb.forEach((value, c) => {
          const found = data[at + c] as number;
          assert.ok(
            Math.abs(found - value) <= tolerance,
            `${x}, ${y}: ${data.subarray(at, at + 3)} for ${rgb}`,
          );
        });
      }
    });
  }

  it("covers them all", () => {
    assert.ok(good.length >= 20, `${good.length}`);
  });

  it("shows white where a picture is transparent", () => {
    const transparent = good.filter(([, { transparent }]) => transparent);
    assert.ok(transparent.length >= 3);
    for (const [name, { width }] of transparent) {
      const at = (36 * width + 48) * 3;
      const data = loaded.get(name) as Uint8Array;
      assert.deepEqual([...data.subarray(at, at + 3)], [255, 255, 255], name);
    }
  });

  it("refuses what must be refused, by code", async () => {
    const codes: Readonly<Record<string, string>> = {
      "truncated.jpg": "INPUT_TRUNCATED",
      "empty.jpg": "INPUT_EMPTY",
      "huge-30000x30000.jpg": "INPUT_TOO_LARGE",
      "picture.svg": "INPUT_UNSUPPORTED",
      "document.pdf": "INPUT_UNSUPPORTED",
    };
    const refused = Object.entries(facts).filter(([, fact]) => fact.refused);
    assert.deepEqual(refused.map(([name]) => name).sort(), Object.keys(codes).sort());
    for (const [name] of refused) {
      await assert.rejects(
        async () => realise(frameOf(path.join(FIXTURES, "images", name)), PRESETS.torchvision, {}),
        (error: unknown) => error instanceof VisionError && error.code === codes[name],
        name,
      );
    }
  });
});
