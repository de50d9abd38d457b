import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Orientation } from "../../../core/values/frame";
import { compose, orientationOf, storedRect, turnOf } from "../../../core/values/orientation";

const ALL: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

type Picture = string[];

/** Turns a picture of letters as the EXIF standard words it: where the stored row 0 and column 0 belong. */
const TURNED: Readonly<Record<Orientation, (rows: Picture) => Picture>> = {
  1: (rows) => rows,
  2: (rows) => rows.map((row) => [...row].reverse().join("")),
  3: (rows) => [...rows].reverse().map((row) => [...row].reverse().join("")),
  4: (rows) => [...rows].reverse(),
  // row 0 is the left side, column 0 the top
  5: (rows) => columns(rows),
  // row 0 is the right side, column 0 the top
  6: (rows) => columns([...rows].reverse()),
  // row 0 is the right side, column 0 the bottom
  7: (rows) => columns([...rows].reverse()).reverse(),
  // row 0 is the left side, column 0 the bottom
  8: (rows) => columns(rows).reverse(),
};

function columns(rows: Picture): Picture {
  return [...(rows[0] as string)].map((_, x) => rows.map((row) => row[x]).join(""));
}

const PICTURE: Picture = ["abc", "def"];

describe("orientation", () => {
  it("breaks each of the eight into a mirror and quarter turns", () => {
    for (const orientation of ALL) {
      const { mirrored, quarters } = turnOf(orientation);
      let picture = mirrored ? TURNED[2](PICTURE) : PICTURE;
      for (let i = 0; i < quarters; i++) picture = TURNED[6](picture);
      assert.deepEqual(picture, TURNED[orientation](PICTURE), `orientation ${orientation}`);
      assert.equal(orientationOf(mirrored, quarters), orientation);
      assert.equal(orientationOf(mirrored, quarters - 4), orientation);
    }
  });

  it("composes all 64 pairs", () => {
    for (const first of ALL) {
      for (const second of ALL) {
        assert.deepEqual(
          TURNED[compose(first, second)](PICTURE),
          TURNED[second](TURNED[first](PICTURE)),
          `${first} then ${second}`,
        );
      }
    }
  });

  it("finds a rectangle of the upright picture where it is stored", () => {
    const stored: Picture = ["abcd", "efgh", "ijkl"];
    for (const orientation of ALL) {
      const upright = TURNED[orientation](stored);
      const size = { width: (upright[0] as string).length, height: upright.length };
      const rect = { x: 1, y: 0, width: size.width - 2, height: 2 };
      const { x, y, width, height } = storedRect(rect, size, orientation);
      const cut = stored.slice(y, y + height).map((row) => row.slice(x, x + width));
      const expected = upright.slice(0, 2).map((row) => row.slice(1, -1));
      assert.deepEqual(TURNED[orientation](cut), expected, `orientation ${orientation}`);
    }
  });
});
