import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cameraOrientation, Framer } from "../../../core/sources/framer";
import type { Orientation } from "../../../core/values/frame";
import { MIRRORS, ROTATIONS } from "../../../core/values/options";
import { CONTEXT, optionsOf } from "./harness";

/** A picture of numbered cells, row by row. */
type Cells = readonly (readonly number[])[];

const turn = (cells: Cells): Cells =>
  (cells[0] as readonly number[]).map((_, x) => cells.map((row) => row[x] as number).reverse());
const leftRight = (cells: Cells): Cells => cells.map((row) => [...row].reverse());
const upDown = (cells: Cells): Cells => [...cells].reverse();
const transpose = (cells: Cells): Cells =>
  (cells[0] as readonly number[]).map((_, x) => cells.map((row) => row[x] as number));

/** What each EXIF orientation does to the stored picture (EXIF 2.32, tag 0x0112), by cells. */
const UPRIGHT: Readonly<Record<Orientation, (cells: Cells) => Cells>> = {
  1: (cells) => cells,
  2: leftRight,
  3: (cells) => upDown(leftRight(cells)),
  4: upDown,
  5: transpose,
  6: turn,
  7: (cells) => upDown(leftRight(transpose(cells))),
  8: (cells) => turn(turn(turn(cells))),
};

const STORED: Cells = [
  [1, 2, 3],
  [4, 5, 6],
];

/** A JPEG's start: EXIF orientation `orientation` and a frame header that says 3 × 2. */
function jpegOf(orientation: Orientation): Buffer {
  const exif = Buffer.from(
    `457869660000 4d4d002a00000008 0001 0112 0003 00000001 000${orientation}0000 00000000`.replaceAll(
      " ",
      "",
    ),
    "hex",
  );
  const app1 = Buffer.alloc(4);
  app1.writeUInt32BE(0xffe10000 + exif.length + 2);
  const sof = Buffer.from("ffc0000b0800020003010111 00".replaceAll(" ", ""), "hex");
  return Buffer.concat([Buffer.from("ffd8", "hex"), app1, exif, sof]);
}

describe("Framer", () => {
  let compared = 0;
  for (const rotate of ROTATIONS) {
    for (const mirror of MIRRORS) {
      it(`composes each EXIF orientation with ${rotate}° and mirror ${mirror}`, () => {
        for (const own of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
          const frame = new Framer(optionsOf({ rotate, mirror }), CONTEXT).encoded(jpegOf(own), "x.jpg");
          let wanted = UPRIGHT[own](STORED);
          for (let quarter = 0; quarter < rotate / 90; quarter++) wanted = turn(wanted);
          if (mirror === "horizontal") wanted = leftRight(wanted);
          if (mirror === "vertical") wanted = upDown(wanted);
          assert.deepEqual(UPRIGHT[frame.orientation](STORED), wanted, `EXIF ${own}`);
          assert.deepEqual([frame.width, frame.height], [wanted[0]?.length, wanted.length], `EXIF ${own}`);
          compared++;
        }
      });
    }
  }

  it("compared all 96", () => assert.equal(compared, 96));

  it("leaves a picture alone by default", () => {
    assert.equal(cameraOrientation({ rotate: 0, mirror: "none" }), 1);
  });

  it("refuses bytes that are no picture, and headers that end early", () => {
    const framer = new Framer(optionsOf({}), CONTEXT);
    assert.throws(() => framer.encoded(Buffer.from("<svg></svg>"), "x.jpg"), { code: "INPUT_UNSUPPORTED" });
    assert.throws(() => framer.encoded(jpegOf(6).subarray(0, 20), "x.jpg"), { code: "INPUT_TRUNCATED" });
    assert.equal(framer.made, 0);
  });
});
