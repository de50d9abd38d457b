import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accept } from "../../../core/preprocess/accept";
import { createRealise } from "../../../core/preprocess/realise";
import { PACKED_FORMATS, PLANAR_FORMATS, type RawFormat } from "../../../core/values/formats";
import { Frame, type Matrix, type Orientation, type Range } from "../../../core/values/frame";
import { PRESETS } from "../../../core/values/presets";
import type { PreprocessSpec } from "../../../core/values/spec";
import { distance, gradient, rgb } from "../../helpers/pictures";
import { rawFrame, storedAs, yuvOf } from "../../helpers/raw";

const FORMATS: readonly RawFormat[] = [...PACKED_FORMATS, ...PLANAR_FORMATS];
const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const realise = createRealise({ maxMegapixels: 50 });
const spec = (change: Partial<PreprocessSpec>): PreprocessSpec => ({ ...PRESETS.uint8, ...change });

async function pixels(payload: object, change: Partial<PreprocessSpec>): Promise<Uint8Array> {
  return (await realise(accept(payload, "msg.payload") as Frame, spec(change), {})).data;
}

/** Grey pictures have one colour: compare them with a picture of the red channel thrice. */
function asSeen(picture: Uint8Array, format: RawFormat): Uint8Array {
  return format === "gray8" ? picture.map((_, i) => picture[i - (i % 3)] as number) : picture;
}

/** Roundings of Y, U, V before and after resizing, times their weights, move a colour by up to 3. */
const bound = (format: RawFormat): number => (/yuyv|uyvy|nv12|i420/.test(format) ? 3 : 0);

describe("raw frames", () => {
  it("give the same picture in every format, with padding of any length, and odd sizes", async () => {
    let compared = 0;
    for (const [width, height] of [
      [96, 64],
      [97, 63],
    ] as const) {
      const picture = gradient(width, height);
      for (const format of FORMATS) {
        const reference = await pixels(
          { data: asSeen(picture, format), width, height, format: "rgb24" },
          { width: 40, height: 30 },
        );
        for (const pad of [0, 1, 2, 3, 4, 32]) {
          const raw = rawFrame(picture, width, height, format, { pad });
          const made = await pixels({ ...raw, width, height, format }, { width: 40, height: 30 });
          const { max } = distance(made, reference);
          // the last chroma sample of an odd side stands for a pixel that is not there
          const more = width % 2 && bound(format) ? 1 : 0;
          assert.ok(max <= bound(format) + more, `${format} ${width} × ${height} pad ${pad}: ${max} apart`);
          compared++;
        }
      }
    }
    assert.equal(compared, 2 * 9 * 6);
  });

  it("turn upright from all eight orientations before they are cut, cropped or boxed", async () => {
    const [width, height] = [96, 64];
    const picture = gradient(width, height);
    const ways: readonly Partial<PreprocessSpec>[] = [
      { width: 48, height: 32 },
      { width: 30, height: 30, resize: "crop" },
      { width: 40, height: 40, resize: "letterbox" },
      { resize: "none" },
      { width: 24, height: 24, region: { x: 0.5, y: 0.25, width: 0.25, height: 0.5 } },
    ];
    let compared = 0;
    for (const format of FORMATS) {
      for (const way of ways) {
        const reference = await pixels(
          { data: asSeen(picture, format), width, height, format: "rgb24" },
          way,
        );
        for (const orientation of ORIENTATIONS) {
          const stored = storedAs(picture, width, height, orientation);
          const raw = rawFrame(stored.data, stored.width, stored.height, format, { pad: 8 });
          const { width: across, height: down } = stored;
          const made = await pixels({ ...raw, width: across, height: down, format, orientation }, way);
          const { max } = distance(made, reference);
          // resizing before or after a turn rounds differently by 1
          assert.ok(max <= bound(format) + 1, `${format} ${orientation} ${JSON.stringify(way)}: ${max}`);
          compared++;
        }
      }
    }
    assert.equal(compared, 9 * 5 * 8);
  });

  it("keep vertical bars vertical: YUYV 48 × 32 with stride 128", async () => {
    const bars = rgb(48, 32, (x) => (x % 16 < 8 ? [235, 235, 235] : [20, 20, 20]));
    const { data, stride } = rawFrame(bars, 48, 32, "yuyv422", { pad: 32 });
    assert.equal(stride, 128);
    const made = await pixels({ data, stride, width: 48, height: 32, format: "yuyv422" }, { resize: "none" });
    assert.ok(distance(made, bars).max <= 2);
    const slanted = await pixels(
      { data: data.subarray(0, 3072), width: 48, height: 32, format: "yuyv422" },
      { resize: "none" },
    );
    assert.ok(distance(slanted, bars).mean > 20, "the test must see a wrong stride");
  });

  it("convert by matrix and range", async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
      [0, 0, 0],
      [12, 200, 99],
    ] as const;
    for (const matrix of ["bt601", "bt709"] as const satisfies Matrix[]) {
      for (const range of ["limited", "full"] as const satisfies Range[]) {
        for (const colour of colours) {
          const [y, u, v] = yuvOf(colour, matrix, range);
          const data = Buffer.from([y, u, y, v]);
          const made = await pixels(
            { data, width: 2, height: 1, format: "yuyv422", matrix, range },
            { resize: "none" },
          );
          const { max } = distance(made, Uint8Array.from([...colour, ...colour]));
          assert.ok(max <= 2, `${matrix} ${range} ${colour}: ${[...made]}`);
        }
      }
    }
    // values that standards print: red is (81, 90, 240) in BT.601, (63, 102, 240) in BT.709
    assert.deepEqual(yuvOf([255, 0, 0], "bt601", "limited"), [81, 90, 240]);
    assert.deepEqual(yuvOf([255, 0, 0], "bt709", "limited"), [63, 102, 240]);
  });

  it("take their matrix from the height where nothing is said", async () => {
    const grown = (height: number) => ({
      data: Buffer.alloc(4 * height, Buffer.from([63, 102, 63, 240])),
      width: 2,
      height,
      format: "yuyv422",
    });
    const hd = await pixels(grown(720), { width: 2, height: 2 });
    const sd = await pixels(grown(480), { width: 2, height: 2 });
    assert.ok(distance(hd.subarray(0, 3), Uint8Array.of(255, 0, 0)).max <= 2, `${[...hd]}`);
    assert.ok(distance(sd.subarray(0, 3), Uint8Array.of(255, 0, 0)).max > 10, `${[...sd]}`);
  });

  it("lay transparency over white", async () => {
    for (const format of ["rgba32", "bgra32"]) {
      const colour = format === "rgba32" ? [200, 100, 0] : [0, 100, 200];
      const data = Buffer.from([0, 128, 255].flatMap((alpha) => [...colour, alpha]));
      const made = await pixels({ data, width: 3, height: 1, format }, { resize: "none" });
      const half = [200, 100, 0].map((value) => Math.round(255 + ((value - 255) * 128) / 255));
      assert.ok(
        distance(made, Uint8Array.from([255, 255, 255, ...half, 200, 100, 0])).max <= 1,
        `${[...made]}`,
      );
    }
  });

  it("read planes where they are said to be", async () => {
    const picture = gradient(16, 8);
    const { data } = rawFrame(picture, 16, 8, "nv12");
    const gap = Buffer.alloc(50, 99);
    const frame = new Frame({
      data: Buffer.concat([gap, data.subarray(128), gap, data.subarray(0, 128)]),
      format: "nv12",
      width: 16,
      height: 8,
      planes: [
        { offset: 164, stride: 16 },
        { offset: 50, stride: 16 },
      ],
    });
    const made = await realise(frame, spec({ resize: "none" }), {});
    const usual = await pixels({ data, width: 16, height: 8, format: "nv12" }, { resize: "none" });
    assert.deepEqual(Buffer.from(made.data), Buffer.from(usual));
  });

  it("are refused when a Frame's planes do not fit its bytes", async () => {
    const frame = (planes: readonly { offset: number; stride: number }[]) =>
      new Frame({ data: Buffer.alloc(192), format: "nv12", width: 16, height: 8, planes });
    const luma = { offset: 0, stride: 16 };
    const chroma = { offset: 128, stride: 16 };
    await realise(frame([luma, chroma]), spec({}), {});
    for (const planes of [
      [luma],
      [luma, { offset: 129, stride: 16 }],
      [luma, { offset: 128, stride: 15 }],
      [{ offset: -1, stride: 16 }, chroma],
    ]) {
      await assert.rejects(async () => realise(frame(planes), spec({}), {}), { code: "INPUT_LAYOUT" });
    }
  });

  it("convert more pixels than one slice of the event loop", async () => {
    const [width, height] = [640, 360];
    const picture = gradient(width, height);
    for (const format of ["nv12", "bgr24"] as const) {
      const { data } = rawFrame(picture, width, height, format);
      const made = await pixels({ data, width, height, format, matrix: "bt601" }, { resize: "none" });
      assert.ok(distance(made, picture).max <= 4, format);
    }
  });
});
