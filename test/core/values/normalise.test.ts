import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Plan, plan } from "../../../core/values/plan";
import { PRESETS } from "../../../core/values/presets";
import type { DType, Layout, PreprocessSpec } from "../../../core/values/spec";
import { dimsOf, fromFloat16Bits, normalise } from "../../../core/values/tensor";

const width = 5;
const height = 3;
const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 89 + 7) % 256);

function planned(spec: PreprocessSpec, layout: Layout, dtype: DType): Plan {
  return plan({ ...spec, width, height, layout, dtype }, { width, height, orientation: 1 });
}

/** (pixel × scale − mean) / std at one place of the tensor, written out from the spec. */
function expected(spec: PreprocessSpec, y: number, x: number, channel: number): number {
  const colour = spec.color === "rgb" ? channel : 2 - channel;
  const pixel = pixels[(y * width + x) * 3 + colour] as number;
  return (pixel * spec.scale - (spec.mean[channel] as number)) / (spec.std[channel] as number);
}

describe("normalise", () => {
  it("gives each value of every preset, layout and float type", () => {
    let compared = 0;
    for (const spec of Object.values(PRESETS)) {
      for (const layout of ["nchw", "nhwc"] as const) {
        for (const dtype of ["float32", "float16"] as const) {
          const made = planned(spec, layout, dtype);
          const tensor = normalise(pixels, made);
          assert.deepEqual(dimsOf(made), layout === "nchw" ? [1, 3, 3, 5] : [1, 3, 5, 3]);
          for (let i = 0; i < tensor.length; i++) {
            const [y, x, channel] =
              layout === "nchw"
                ? [Math.floor(i / width) % height, i % width, Math.floor(i / (width * height))]
                : [Math.floor(i / (width * 3)), Math.floor(i / 3) % width, i % 3];
            const raw = tensor[i] as number;
            const value = dtype === "float16" ? fromFloat16Bits(raw) : raw;
            const wanted = expected(spec, y, x, channel);
            const bound = (dtype === "float16" ? 2 ** -11 : 2 ** -23) * Math.abs(wanted) + 1e-6;
            assert.ok(Math.abs(value - wanted) <= bound, `${value} for ${wanted} at ${i}`);
            compared++;
          }
        }
      }
    }
    assert.equal(compared, 5 * 2 * 2 * 45);
  });

  it("hands uint8 on as it is, and keeps values inside 0–255 otherwise", () => {
    assert.deepEqual(normalise(pixels, planned(PRESETS.uint8, "nhwc", "uint8")), pixels);
    const doubled = planned({ ...PRESETS.uint8, scale: 2, mean: [100, 100, 100] }, "nhwc", "uint8");
    assert.deepEqual(
      normalise(pixels, doubled),
      Uint8Array.from(pixels, (pixel) => Math.min(Math.max(pixel * 2 - 100, 0), 255)),
    );
  });

  it("fills the array it is given and returns it", () => {
    const into = new Float32Array(45);
    const made = planned(PRESETS["keras-tf"], "nchw", "float32");
    assert.equal(normalise(pixels, made, into), into);
    assert.deepEqual(into, normalise(pixels, made));
  });
});
