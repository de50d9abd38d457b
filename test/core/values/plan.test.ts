import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PictureInfo, plan, roundHalfEven } from "../../../core/values/plan";
import { PRESETS } from "../../../core/values/presets";
import type { PreprocessSpec } from "../../../core/values/spec";

const picture = (width: number, height: number): PictureInfo => ({ width, height, orientation: 1 });
const crop: PreprocessSpec = PRESETS.torchvision;

describe("roundHalfEven", () => {
  it("rounds as Python does", () => {
    // [round(x) for x in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 115.5, 116.5, 2.4999, 2.5001, -2.6)]
    const given = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 115.5, 116.5, 2.4999, 2.5001, -2.6];
    const expected = [-2, -2, 0, 0, 2, 2, 116, 116, 2, 3, -3];
    assert.deepEqual(
      given.map((value) => roundHalfEven(value) + 0),
      expected,
    );
  });
});

describe("plan: crop", () => {
  it("resizes and cuts as torchvision's Resize(256) and CenterCrop(224)", () => {
    // torchvision: long side int(256 * long / short); offset int(round((n - 224) / 2))
    const cases = [
      [1920, 1080, 455, 256, 116, 16],
      [1080, 1920, 256, 455, 16, 116],
      [640, 480, 341, 256, 58, 16],
      [500, 375, 341, 256, 58, 16],
      [1853, 2679, 256, 370, 16, 73],
      [256, 256, 256, 256, 16, 16],
      [300, 299, 256, 256, 16, 16],
      [30, 20, 384, 256, 80, 16],
      [451, 300, 384, 256, 80, 16],
    ] as const;
    for (const [width, height, across, down, x, y] of cases) {
      const made = plan(crop, picture(width, height));
      assert.deepEqual(made.resized, { width: across, height: down }, `${width} × ${height}`);
      assert.deepEqual(made.offset, { x, y }, `${width} × ${height}`);
      assert.deepEqual(made.output, { width: 224, height: 224 });
    }
  });

  it("takes floor(256 × long / short) exactly, whatever the sides", () => {
    for (let short = 1; short < 400; short += 7) {
      for (let long = short; long < 2000; long += 13) {
        const { resized } = plan(crop, picture(long, short));
        // in whole numbers: 256 × long / short must not come out a hair below one
        const exact = (256 * long - ((256 * long) % short)) / short;
        assert.equal(resized.width, exact, `${long} × ${short}`);
        assert.equal(resized.height, 256);
      }
    }
  });

  it("resizes the short side to round(size × 256 / 224) for other sizes", () => {
    for (const [size, short] of [
      [224, 256],
      [240, 274],
      [260, 297],
      [280, 320],
      [300, 343],
      [32, 37],
      [299, 342],
    ] as const) {
      const { resized } = plan({ ...crop, width: size, height: size }, picture(1000, 500));
      assert.equal(resized.height, short, `${size}`);
    }
  });

  it("covers an output that is not square", () => {
    for (const [width, height] of [
      [320, 192],
      [192, 320],
      [640, 32],
    ] as const) {
      for (const [w, h] of [
        [1920, 1080],
        [100, 1000],
        [1000, 100],
        [7, 7],
      ] as const) {
        const { resized, offset, output } = plan({ ...crop, width, height }, picture(w, h));
        assert.deepEqual(output, { width, height });
        assert.ok(resized.width >= width && resized.height >= height, `${w} × ${h} for ${width} × ${height}`);
        assert.ok(offset.x >= 0 && offset.x + width <= resized.width);
        assert.ok(offset.y >= 0 && offset.y + height <= resized.height);
      }
    }
  });

  it("covers the output when the short side asked for is smaller than it", () => {
    const { resized } = plan({ ...crop, shortSide: 100 }, picture(400, 300));
    assert.ok(resized.width >= 224 && resized.height >= 224, JSON.stringify(resized));
  });
});

describe("plan: letterbox, stretch, none", () => {
  const letterbox: PreprocessSpec = { ...crop, resize: "letterbox" };

  it("fits the whole picture in and centres it", () => {
    assert.deepEqual(plan(letterbox, picture(1920, 1080)).resized, { width: 224, height: 126 });
    assert.deepEqual(plan(letterbox, picture(1920, 1080)).offset, { x: -0, y: -49 });
    assert.deepEqual(plan(letterbox, picture(1080, 1920)).offset, { x: -49, y: -0 });
    assert.deepEqual(plan(letterbox, picture(224, 224)).resized, { width: 224, height: 224 });
    assert.deepEqual(plan({ ...letterbox, width: 640, height: 384 }, picture(100, 100)).resized, {
      width: 384,
      height: 384,
    });
  });

  it("keeps at least a pixel of the thinnest pictures", () => {
    assert.deepEqual(plan(letterbox, picture(1, 5000)).resized, { width: 1, height: 224 });
    assert.deepEqual(plan(letterbox, picture(5000, 1)).resized, { width: 224, height: 1 });
  });

  it("never leaves the output, whatever the sides", () => {
    for (let width = 1; width < 700; width += 11) {
      for (let height = 1; height < 700; height += 13) {
        const { resized } = plan(letterbox, picture(width, height));
        assert.ok(
          resized.width <= 224 && resized.height <= 224 && Math.max(resized.width, resized.height) === 224,
        );
      }
    }
  });

  it("stretches to the output, and leaves the size alone for none", () => {
    assert.deepEqual(plan({ ...crop, resize: "stretch" }, picture(7, 900)).resized, {
      width: 224,
      height: 224,
    });
    const none = plan({ ...crop, resize: "none" }, picture(7, 900), { width: 224, height: 224 });
    assert.deepEqual(
      [none.resized, none.output],
      [
        { width: 7, height: 900 },
        { width: 7, height: 900 },
      ],
    );
  });
});

describe("plan: regions", () => {
  const cut = (x: number, y: number, width: number, height: number, w = 100, h = 50) =>
    plan({ ...crop, region: { x, y, width, height } }, picture(w, h)).source;

  it("cuts in pixels of the upright picture", () => {
    assert.deepEqual(cut(0.25, 0.5, 0.5, 0.5), { x: 25, y: 25, width: 50, height: 25 });
    assert.deepEqual(cut(0, 0, 1, 1), { x: 0, y: 0, width: 100, height: 50 });
  });

  it("stays inside and keeps a pixel at the edges", () => {
    assert.deepEqual(cut(1, 1, 1, 1), { x: 99, y: 49, width: 1, height: 1 });
    assert.deepEqual(cut(0.5, 0.5, 9, 9), { x: 50, y: 25, width: 50, height: 25 });
    assert.deepEqual(cut(0.4, 0.4, 0, 0), { x: 40, y: 20, width: 1, height: 1 });
    assert.deepEqual(cut(0.3, 0.3, 0.4, 0.4, 1, 1), { x: 0, y: 0, width: 1, height: 1 });
  });

  it("sizes crop and letterbox by the region, not by the picture", () => {
    const region = { x: 0, y: 0, width: 0.5, height: 1 };
    const { resized } = plan({ ...crop, region }, picture(100, 50));
    assert.deepEqual(resized, { width: 256, height: 256 });
  });
});

describe("plan: numbers", () => {
  it("folds scale, mean and std into multiply and add", () => {
    for (const spec of Object.values(PRESETS)) {
      const { multiply, add } = plan(spec, picture(10, 10));
      for (let channel = 0; channel < 3; channel++) {
        for (const pixel of [0, 1, 127, 255]) {
          const mean = spec.mean[channel] as number;
          const std = spec.std[channel] as number;
          const expected = (pixel * spec.scale - mean) / std;
          const value = pixel * (multiply[channel] as number) + (add[channel] as number);
          assert.ok(Math.abs(value - expected) < 1e-12 * Math.max(1, Math.abs(expected)) + 1e-12);
        }
      }
    }
  });

  it("takes layout, type and size from the model only where the spec leaves them open", () => {
    const binding = { width: 64, height: 48, layout: "nhwc", dtype: "uint8" } as const;
    const open = plan(crop, picture(100, 100), binding);
    assert.deepEqual([open.layout, open.dtype, open.output], ["nhwc", "uint8", { width: 64, height: 48 }]);
    const fixed = plan(
      { ...crop, width: 32, height: 32, layout: "nchw", dtype: "float16" },
      picture(9, 9),
      binding,
    );
    assert.deepEqual(
      [fixed.layout, fixed.dtype, fixed.output],
      ["nchw", "float16", { width: 32, height: 32 }],
    );
    const free = plan(crop, picture(100, 100), { width: 0, height: 0 });
    assert.deepEqual(
      [free.layout, free.dtype, free.output],
      ["nchw", "float32", { width: 224, height: 224 }],
    );
  });
});
