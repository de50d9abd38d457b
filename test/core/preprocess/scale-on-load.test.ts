import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scaleOnLoad } from "../../../core/preprocess/scale-on-load";

describe("scaleOnLoad", () => {
  it("lets JPEGs of cameras' sizes be scaled at full speed", () => {
    for (const [width, height] of [
      [1920, 1080],
      [1280, 720],
      [640, 480],
      [4032, 3024],
      [3840, 2160],
    ] as const) {
      assert.equal(scaleOnLoad("jpeg", { width, height }, { width: 224, height: 224 }), "fast", `${width}`);
    }
  });

  it("holds back where the decoder's rounding would move pixels by a tenth of a target pixel", () => {
    // 1853 / 4 = 463.25: 464 blocks stand for 1856 pixels, at 256 wide 0.4 pixels too many
    assert.equal(scaleOnLoad("jpeg", { width: 1853, height: 2638 }, { width: 256, height: 364 }), "never");
    // 4004 / 8 leaves 4, / 4 none
    assert.equal(scaleOnLoad("jpeg", { width: 4004, height: 3000 }, { width: 224, height: 224 }), "gentle");
  });

  it("never lets libwebp scale", () => {
    assert.equal(scaleOnLoad("webp", { width: 1920, height: 1080 }, { width: 224, height: 224 }), "gentle");
  });
});
