import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { enlarge } from "../../../core/preprocess/enlarge";
import { INTERPOLATIONS } from "../../../core/values/spec";
import { distance } from "../../helpers/pictures";

const SOURCE = Uint8Array.of(10, 200, 30, 90, 250, 0, 120, 60, 5, 180, 220, 40);
const GIVEN = { width: 4, height: 3 };
const RESIZED = { width: 7, height: 5 };

/** Pillow 13: Image.new("L", (4, 3)), putdata(SOURCE), resize((7, 5), filter).getdata() */
const PILLOW = {
  bilinear: [
    10, 78, 186, 115, 34, 69, 90, 106, 111, 119, 93, 67, 74, 78, 250, 161, 18, 60, 116, 81, 60, 103, 105, 108,
    144, 171, 95, 48, 5, 68, 168, 200, 207, 104, 40,
  ],
  bicubic: [
    0, 67, 211, 129, 20, 64, 98, 101, 113, 123, 89, 56, 71, 82, 255, 170, 8, 48, 121, 83, 55, 101, 100, 105,
    158, 185, 92, 34, 0, 47, 183, 235, 220, 97, 24,
  ],
  lanczos3: [
    0, 67, 220, 152, 17, 54, 108, 110, 120, 118, 78, 49, 67, 88, 255, 166, 10, 33, 124, 90, 49, 110, 98, 95,
    169, 191, 96, 23, 0, 36, 188, 255, 214, 93, 16,
  ],
  nearest: [
    10, 10, 200, 200, 30, 90, 90, 10, 10, 200, 200, 30, 90, 90, 250, 250, 0, 0, 120, 60, 60, 5, 5, 180, 180,
    220, 40, 40, 5, 5, 180, 180, 220, 40, 40,
  ],
};

describe("enlarge", () => {
  for (const interpolation of INTERPOLATIONS) {
    it(`gives Pillow's numbers: ${interpolation}`, async () => {
      const window = { x: 0, y: 0, ...RESIZED };
      const whole = await enlarge(SOURCE, GIVEN, 1, { resized: RESIZED, window, interpolation });
      assert.ok(distance(whole, Uint8Array.from(PILLOW[interpolation])).max <= 1, String(whole));

      const part = { x: 2, y: 1, width: 4, height: 3 };
      const cut = await enlarge(SOURCE, GIVEN, 1, { resized: RESIZED, window: part, interpolation });
      const expected = [1, 2, 3].flatMap((y) => [...whole.subarray(y * 7 + 2, y * 7 + 6)]);
      assert.deepEqual([...cut], expected);
    });
  }

  it("keeps channels apart", async () => {
    const rgb = Uint8Array.from([...SOURCE].flatMap((value) => [value, 255 - value, 7]));
    const window = { x: 0, y: 0, ...RESIZED };
    const made = await enlarge(rgb, GIVEN, 3, { resized: RESIZED, window, interpolation: "bilinear" });
    PILLOW.bilinear.forEach((value, i) => {
      assert.ok(Math.abs((made[i * 3] as number) - value) <= 1);
      assert.ok(Math.abs((made[i * 3 + 1] as number) - (255 - value)) <= 1);
      assert.equal(made[i * 3 + 2], 7);
    });
  });
});
