import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { enlarge } from "../../../core/preprocess/enlarge";
import { INTERPOLATIONS } from "../../../core/values/spec";
import { distance } from "../../helpers/pictures";

const SOURCE = Uint8Array.of(10, 200, 30, 90, 250, 0, 120, 60, 5, 180, 220, 40);
const GIVEN = { width: 4, height: 3 };
const RESIZED = { width: 8, height: 5 };

/** Pillow 13: Image.new("L", (4, 3)), putdata(SOURCE), resize((8, 5), filter).getdata() */
const PILLOW = {
  bilinear: [
    10, 58, 153, 158, 73, 45, 75, 90, 106, 110, 117, 107, 80, 69, 75, 78, 250, 188, 63, 30, 90, 105, 75, 60,
    103, 105, 107, 126, 162, 147, 81, 48, 5, 49, 136, 190, 210, 175, 85, 40,
  ],
  bicubic: [
    0, 39, 179, 190, 63, 26, 75, 98, 101, 110, 123, 109, 69, 58, 75, 82, 255, 200, 47, 8, 94, 115, 74, 55,
    101, 101, 101, 128, 183, 163, 75, 33, 0, 25, 146, 220, 239, 188, 75, 22,
  ],
  lanczos3: [
    0, 36, 185, 213, 75, 14, 67, 109, 110, 118, 123, 102, 59, 51, 72, 89, 255, 195, 51, 0, 85, 123, 80, 48,
    110, 102, 89, 132, 197, 167, 78, 20, 0, 13, 138, 255, 255, 175, 74, 13,
  ],
  nearest: [
    10, 10, 200, 200, 30, 30, 90, 90, 10, 10, 200, 200, 30, 30, 90, 90, 250, 250, 0, 0, 120, 120, 60, 60, 5,
    5, 180, 180, 220, 220, 40, 40, 5, 5, 180, 180, 220, 220, 40, 40,
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
      const expected = [1, 2, 3].flatMap((y) => [...whole.subarray(y * 8 + 2, y * 8 + 6)]);
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
