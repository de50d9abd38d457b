import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { accept } from "../../../core/preprocess/accept";
import { createRealise } from "../../../core/preprocess/realise";
import { Frame, type Orientation } from "../../../core/values/frame";
import { PRESETS } from "../../../core/values/presets";
import type { PreprocessSpec } from "../../../core/values/spec";
import {
  distance,
  exifBlock,
  gradient,
  over,
  rgb,
  withOrientation,
  withoutTables,
} from "../../helpers/pictures";
import { storedAs } from "../../helpers/raw";
import { ROOT } from "../../helpers/root";

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const realise = createRealise({ maxMegapixels: 50 });
const spec = (change: Partial<PreprocessSpec>): PreprocessSpec => ({ ...PRESETS.uint8, ...change });

async function pixels(payload: unknown, change: Partial<PreprocessSpec> = {}): Promise<Uint8Array> {
  return (await realise(accept(payload, "msg.payload") as Frame, spec(change), {})).data;
}

const photo = readFileSync(path.join(ROOT, "examples/photos/pizza.jpg"));

/** The colour of a picture that has but one. */
function colour(data: Uint8Array): number[] {
  const first = [...data.subarray(0, 3)];
  for (let i = 0; i < data.length; i += 3) {
    for (let c = 0; c < 3; c++) assert.ok(Math.abs((data[i + c] as number) - (first[c] as number)) <= 2);
  }
  return first;
}

function near(actual: ArrayLike<number>, expected: readonly number[], bound: number, what: string): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs((actual[i] as number) - value) <= bound,
      `${what}: ${Array.from(actual)} for ${expected}`,
    );
  });
}

describe("encoded pictures: orientation", () => {
  const WAYS: readonly Partial<PreprocessSpec>[] = [
    { width: 48, height: 32 },
    { width: 30, height: 30, resize: "crop" },
    { width: 40, height: 40, resize: "letterbox" },
    { width: 224, height: 224, resize: "crop" },
    { resize: "none" },
    { width: 24, height: 24, region: { x: 0.5, y: 0.25, width: 0.25, height: 0.5 } },
  ];
  const [width, height] = [96, 64];
  const picture = gradient(width, height);
  const upright = over(picture, width, height).png().toBuffer();

  it("is honoured in all eight, in JPEG, PNG, WebP and TIFF, in every mode", async () => {
    let compared = 0;
    for (const way of WAYS) {
      const reference = await pixels(await upright, way);
      for (const orientation of ORIENTATIONS) {
        const stored = storedAs(picture, width, height, orientation);
        const image = over(stored.data, stored.width, stored.height);
        const jpeg = await image.clone().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer();
        const tagged = image.withMetadata({ orientation });
        const files: Record<string, Buffer> = {
          jpeg: withOrientation(jpeg, orientation),
          png: await tagged.clone().png().toBuffer(),
          webp: await tagged.clone().webp({ lossless: true }).toBuffer(),
          tiff: await tagged.clone().tiff({ compression: "none" }).toBuffer(),
        };
        for (const [format, bytes] of Object.entries(files)) {
          const { data, plan } = await realise(accept(bytes, "x") as Frame, spec(way), {});
          assert.equal(plan.orientation, orientation);
          const { max } = distance(data, reference);
          // JPEG loses up to 4 even at quality 100
          assert.ok(
            max <= (format === "jpeg" ? 5 : 1),
            `${format} ${orientation} ${JSON.stringify(way)}: ${max} apart`,
          );
          compared++;
        }
      }
    }
    assert.equal(compared, 6 * 8 * 4);
  });

  it("of a Frame wins over the file's own, and joins it where nobody has read the header", async () => {
    const stored = storedAs(picture, width, height, 6);
    const data = withOrientation(await over(stored.data, stored.width, stored.height).jpeg().toBuffer(), 6);
    const sizeOf = async (frame: Frame) => {
      const { plan } = await realise(frame, spec({ resize: "none" }), {});
      return [plan.output.width, plan.output.height, plan.orientation];
    };
    assert.deepEqual(
      await sizeOf(new Frame({ data, format: "jpeg", width: 96, height: 64, orientation: 6 })),
      [96, 64, 6],
    );
    // camera-in turned it once more: 6 then 6 is 3
    assert.deepEqual(
      await sizeOf(new Frame({ data, format: "jpeg", width: 64, height: 96, orientation: 3 })),
      [64, 96, 3],
    );
    assert.deepEqual(await sizeOf(new Frame({ data, format: "jpeg", width: 0, height: 0 })), [96, 64, 6]);
    assert.deepEqual(
      await sizeOf(new Frame({ data, format: "jpeg", width: 0, height: 0, orientation: 6 })),
      [64, 96, 3],
    );
  });

  it("comes with the size from the header, whatever the Frame says", async () => {
    const frame = new Frame({ data: photo, format: "jpeg", width: 320, height: 240 });
    const { plan } = await realise(frame, spec({ resize: "none" }), {});
    const { width: across, height: down } = await sharp(photo).metadata();
    assert.deepEqual(plan.output, { width: across, height: down });
  });
});

describe("encoded pictures: kinds of pixels", () => {
  const solid = (r: number, g: number, b: number) =>
    over(
      rgb(64, 48, () => [r, g, b]),
      64,
      48,
    );

  it("keep an Adobe CMYK JPEG red, three channels", async () => {
    const cmyk = await solid(255, 0, 0).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    assert.ok(cmyk.includes("Adobe"), "the file is an Adobe CMYK JPEG");
    assert.equal((await sharp(cmyk).metadata()).channels, 4);
    const [r, g, b] = colour(await pixels(cmyk)) as [number, number, number];
    assert.ok(r > 200 && g < 60 && b < 60, `${r} ${g} ${b}`);
    const withProfile = await solid(255, 0, 0)
      .toColourspace("cmyk")
      .withIccProfile("cmyk")
      .jpeg({ quality: 100 })
      .toBuffer();
    assert.ok((await sharp(withProfile).metadata()).icc);
    const [r2, g2, b2] = colour(await pixels(withProfile)) as [number, number, number];
    assert.ok(r2 > 200 && g2 < 60 && b2 < 60, `${r2} ${g2} ${b2}`);
  });

  it("bring 16 bits to 8: 65535, 32896, 0 → 255, 128, 0", async () => {
    const data = Uint16Array.from({ length: 64 * 48 * 3 }, (_, i) => [65_535, 32_896, 0][i % 3] as number);
    const deep = sharp(data, { raw: { width: 64, height: 48, channels: 3 } }).toColourspace("rgb16");
    const bytes = await deep.png().toBuffer();
    assert.equal((await sharp(bytes).metadata()).depth, "ushort");
    near(colour(await pixels(bytes)), [255, 128, 0], 1, "resized");
    near(colour(await pixels(bytes, { resize: "none" })), [255, 128, 0], 1, "as it is");
    const grey = sharp(
      Uint16Array.from({ length: 64 * 48 }, () => 32_896),
      {
        raw: { width: 64, height: 48, channels: 1 },
      },
    ).toColourspace("grey16");
    near(colour(await pixels(await grey.png().toBuffer())), [128, 128, 128], 1, "grey");
  });

  it("give grey and palette pictures three channels", async () => {
    const grey = over(gradient(64, 48), 64, 48).greyscale();
    for (const bytes of [await grey.clone().jpeg().toBuffer(), await grey.clone().png().toBuffer()]) {
      const data = await pixels(bytes, { resize: "none" });
      for (let i = 0; i < data.length; i += 3) assert.ok(data[i] === data[i + 1] && data[i] === data[i + 2]);
    }
    const palette = await solid(10, 200, 30).png({ palette: true }).toBuffer();
    assert.ok((await sharp(palette).metadata()).isPalette);
    near(colour(await pixels(palette)), [10, 200, 30], 2, "palette");
  });

  it("lay transparency over white, the same in PNG, WebP, GIF, AVIF and raw", async () => {
    const size = { width: 64, height: 48 };
    for (const alpha of [0, 128, 255]) {
      const raw = Buffer.from(Array.from({ length: 64 * 48 }, () => [200, 100, 0, alpha]).flat());
      const image = sharp(raw, { raw: { ...size, channels: 4 } });
      const expected = [200, 100, 0].map((value) => Math.round(255 + ((value - 255) * alpha) / 255));
      const files: Record<string, unknown> = {
        png: await image.clone().png().toBuffer(),
        "png palette": await image.clone().png({ palette: true }).toBuffer(),
        webp: await image.clone().webp({ lossless: true }).toBuffer(),
        avif: await image.clone().avif({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
        raw: { data: raw, ...size, channels: 4 },
        ...(alpha !== 128 && { gif: await image.clone().gif().toBuffer() }),
      };
      for (const [name, payload] of Object.entries(files)) {
        near(colour(await pixels(payload)), expected, 3, `${name}, alpha ${alpha}`);
      }
    }
  });

  it("weight colours by their alpha where pixels are mixed", async () => {
    // half of it transparent black: over white before resizing, it must not darken the edge
    const raw = Buffer.from(
      Array.from({ length: 64 * 48 }, (_, i) => (i % 2 ? [0, 0, 0, 0] : [255, 255, 255, 255])).flat(),
    );
    const png = await sharp(raw, { raw: { width: 64, height: 48, channels: 4 } })
      .png()
      .toBuffer();
    near(colour(await pixels(png, { width: 16, height: 12 })), [255, 255, 255], 0, "white");
  });

  it("take the first picture of an animation", async () => {
    const red = await solid(255, 0, 0).png().toBuffer();
    const blue = await solid(0, 0, 255).png().toBuffer();
    const animation = sharp([red, blue], { join: { animated: true } });
    for (const bytes of [
      await animation.clone().gif().toBuffer(),
      await animation.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      assert.equal((await sharp(bytes).metadata()).pages, 2);
      near(colour(await pixels(bytes)), [255, 0, 0], 2, "first");
      assert.equal((await pixels(bytes, { resize: "none" })).length, 64 * 48 * 3);
    }
  });

  it("leave colour profiles aside, as PIL does", async () => {
    const plain = await pixels(photo);
    const tagged = await sharp(photo)
      .withIccProfile("p3")
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .toBuffer();
    const untagged = await sharp(tagged, { ignoreIcc: true })
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .toBuffer();
    assert.ok((await sharp(tagged).metadata()).icc);
    assert.ok(distance(await pixels(tagged), await pixels(untagged)).mean < 0.6);
    assert.ok(distance(await pixels(tagged), plain).mean > 1, "the test must see a conversion");
  });

  it("decode JPEGs without Huffman tables, as UVC cameras send them", async () => {
    const whole = await sharp(photo).jpeg({ optimiseCoding: false }).toBuffer();
    assert.deepEqual(await pixels(withoutTables(whole)), await pixels(whole));
  });

  it("decode progressive and interlaced pictures as the others", async () => {
    const progressive = await sharp(photo).jpeg({ progressive: true, quality: 95 }).toBuffer();
    const baseline = await sharp(photo).jpeg({ quality: 95 }).toBuffer();
    assert.ok(distance(await pixels(progressive), await pixels(baseline)).mean < 0.5);
    const interlaced = await sharp(photo).png({ progressive: true }).toBuffer();
    assert.ok(
      distance(await pixels(interlaced), await pixels(await sharp(photo).png().toBuffer())).mean === 0,
    );
  });
});

describe("encoded pictures: regions and shapes", () => {
  it("cut a region as if the picture were only that", async () => {
    const { width, height } = (await sharp(photo).metadata()) as { width: number; height: number };
    for (const region of [
      { x: 0, y: 0, width: 0.5, height: 0.5 },
      { x: 0.5, y: 0.5, width: 0.5, height: 0.5 },
      { x: 0.9, y: 0, width: 0.1, height: 1 },
      { x: 0.99, y: 0.99, width: 0.01, height: 0.01 },
    ]) {
      const left = Math.round(region.x * width);
      const top = Math.round(region.y * height);
      const right = Math.round((region.x + region.width) * width);
      const bottom = Math.round((region.y + region.height) * height);
      const alone = await sharp(photo)
        .extract({ left, top, width: right - left, height: bottom - top })
        .png()
        .toBuffer();
      assert.deepEqual(await pixels(photo, { region }), await pixels(alone));
    }
  });

  it("put the bars of a letterbox where the picture is not, in the value asked for", async () => {
    const wide = await over(
      rgb(100, 50, () => [9, 9, 9]),
      100,
      50,
    )
      .png()
      .toBuffer();
    const data = await pixels(wide, { resize: "letterbox", pad: 77, width: 40, height: 40 });
    for (let y = 0; y < 40; y++) {
      const row = data.subarray(y * 120, y * 120 + 120);
      assert.ok(
        row.every((value) => value === (y >= 10 && y < 30 ? 9 : 77)),
        `row ${y}`,
      );
    }
  });

  it("bear the thinnest and smallest pictures in every mode", async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 5000],
      [5000, 1],
      [2, 3],
    ] as const) {
      const bytes = await over(
        rgb(width, height, () => [250, 5, 90]),
        width,
        height,
      )
        .png()
        .toBuffer();
      for (const resize of ["stretch", "crop", "letterbox", "none"] as const) {
        for (const interpolation of ["bilinear", "bicubic", "lanczos3", "nearest"] as const) {
          const data = await pixels(bytes, { resize, interpolation, pad: 250 });
          assert.equal(data.length, resize === "none" ? width * height * 3 : 224 * 224 * 3);
          if (resize !== "letterbox") near(colour(data), [250, 5, 90], 1, `${width} × ${height} ${resize}`);
        }
      }
    }
  });

  it("say what they took: decode for encoded pictures, preprocess for raw ones", async () => {
    const encoded = await realise(accept(photo, "x") as Frame, spec({}), {});
    assert.deepEqual(Object.keys(encoded.timings), ["decode"]);
    const raw = accept({ data: Buffer.alloc(300), width: 10, height: 10, channels: 3 }, "x") as Frame;
    const made = await realise(raw, spec({}), {});
    assert.deepEqual(Object.keys(made.timings), ["preprocess"]);
    assert.ok((made.timings.preprocess as number) > 0);
  });

  it("do not change when the sender overwrites its Buffer", async () => {
    const expected = await pixels(photo);
    const bytes = Buffer.from(photo);
    const frame = accept(bytes, "x") as Frame;
    const running = realise(frame, spec({}), {});
    bytes.fill(0);
    assert.deepEqual((await running).data, expected);
    assert.deepEqual((await realise(frame, spec({}), {})).data, expected);
  });

  it("read an EXIF block that is not the first segment", async () => {
    const jpeg = await over(gradient(20, 10), 20, 10).jpeg().toBuffer();
    const app0 = 4 + jpeg.readUInt16BE(4);
    const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exifBlock(8, { little: false })]);
    const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    const bytes = Buffer.concat([jpeg.subarray(0, app0), head, exif, jpeg.subarray(app0)]);
    const { plan } = await realise(accept(bytes, "x") as Frame, spec({ resize: "none" }), {});
    assert.deepEqual([plan.output, plan.orientation], [{ width: 10, height: 20 }, 8]);
  });
});
