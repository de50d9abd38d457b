import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { isCut } from "../../../core/values/image-end";
import { readHeader } from "../../../core/values/image-header";
import { exifBlock, gradient, over, withOrientation } from "../../helpers/pictures";
import { ROOT } from "../../helpers/root";

const WIDTH = 61;
const HEIGHT = 34;
const picture = () => over(gradient(WIDTH, HEIGHT), WIDTH, HEIGHT);

/** One of each format and coding, made by sharp. */
const made: Readonly<Record<string, Promise<Buffer>>> = {
  "jpeg baseline": picture().jpeg().toBuffer(),
  "jpeg progressive": picture().jpeg({ progressive: true }).toBuffer(),
  "jpeg grey": picture().greyscale().jpeg().toBuffer(),
  "jpeg cmyk": picture().toColourspace("cmyk").jpeg().toBuffer(),
  png: picture().png().toBuffer(),
  "png interlaced palette": picture().png({ palette: true, progressive: true }).toBuffer(),
  "png 16 bit": picture().toColourspace("rgb16").png().toBuffer(),
  "webp lossy": picture().webp().toBuffer(),
  "webp lossless": picture().webp({ lossless: true }).toBuffer(),
  "webp alpha": picture().ensureAlpha(0.5).webp().toBuffer(),
  gif: picture().gif().toBuffer(),
};

describe("readHeader", () => {
  it("reads the size of every format and coding as sharp does", async () => {
    for (const [name, making] of Object.entries(made)) {
      const bytes = await making;
      const { format, autoOrient } = await sharp(bytes).metadata();
      assert.deepEqual(readHeader(bytes), { format, ...autoOrient, orientation: 1 }, name);
      assert.equal(autoOrient.width, WIDTH, name);
    }
  });

  it("reads real photos", async () => {
    const folder = path.join(ROOT, "examples/photos");
    const names = readdirSync(folder).filter((name) => name.endsWith(".jpg"));
    assert.ok(names.length >= 20);
    for (const name of names) {
      const bytes = readFileSync(path.join(folder, name));
      const { autoOrient, orientation = 1 } = await sharp(bytes).metadata();
      assert.deepEqual(readHeader(bytes), { format: "jpeg", ...autoOrient, orientation }, name);
      assert.equal(isCut("jpeg", bytes), false, name);
    }
  });

  it("leaves TIFF, AVIF and what is no picture to others", async () => {
    assert.equal(readHeader(await picture().tiff().toBuffer()), undefined);
    assert.equal(readHeader(await picture().avif().toBuffer()), undefined);
    assert.equal(readHeader(Buffer.from("<svg/>")), undefined);
    assert.equal(readHeader(Buffer.alloc(0)), undefined);
  });

  it("reads EXIF orientation where sharp does: either byte order, any whole-number type", async () => {
    const jpeg = (await made["jpeg baseline"]) as Buffer;
    let compared = 0;
    for (let orientation = 0; orientation <= 9; orientation++) {
      for (const little of [true, false]) {
        for (const type of [1, 3, 4, 7]) {
          const bytes = withOrientation(jpeg, orientation, { little, type });
          const metadata = await sharp(bytes).metadata();
          assert.deepEqual(
            readHeader(bytes),
            { format: "jpeg", ...metadata.autoOrient, orientation: metadata.orientation ?? 1 },
            `${orientation}, little ${little}, type ${type}`,
          );
          compared++;
        }
      }
    }
    assert.equal(compared, 80);
  });

  it("takes the first of two EXIF blocks, as sharp does", async () => {
    const bytes = withOrientation(withOrientation((await made["jpeg baseline"]) as Buffer, 3), 6);
    assert.equal((await sharp(bytes).metadata()).orientation, 6);
    assert.deepEqual(readHeader(bytes), { format: "jpeg", width: HEIGHT, height: WIDTH, orientation: 6 });
  });

  it("reads EXIF in PNG and WebP", async () => {
    for (const format of ["png", "webp"] as const) {
      const bytes = await picture().withMetadata({ orientation: 8 }).toFormat(format).toBuffer();
      assert.equal((await sharp(bytes).metadata()).orientation, 8);
      assert.deepEqual(readHeader(bytes), { format, width: HEIGHT, height: WIDTH, orientation: 8 });
    }
  });

  it("says truncated or corrupt of a header cut anywhere, and never throws", async () => {
    for (const [name, making] of Object.entries(made)) {
      const bytes = await making;
      for (let length = 0; length < Math.min(bytes.length, 1500); length++) {
        const header = readHeader(bytes.subarray(0, length));
        if (header && "width" in header) assert.equal(header.width, WIDTH, `${name} cut at ${length}`);
        else if (header) assert.match(header.fault, /truncated|corrupt/);
      }
    }
  });

  it("says corrupt of a size of 0", async () => {
    const png = Buffer.from((await made["png"]) as Buffer);
    png.writeUInt32BE(0, 16);
    assert.deepEqual(readHeader(png), { format: "png", fault: "corrupt" });
    const start = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2]);
    assert.deepEqual(readHeader(start), { format: "jpeg", fault: "corrupt" });
  });

  it("survives any bytes behind a signature, quickly", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed >> 16;
    };
    const starts = ["\xff\xd8\xff\xe1", "\x89PNG\r\n\x1a\n", "RIFF\0\0\0\0WEBPVP8X", "GIF89a"];
    for (const start of starts) {
      for (let round = 0; round < 2000; round++) {
        const bytes = Buffer.from(Uint8Array.from({ length: 40 + (round % 60) }, () => random() & 0xff));
        bytes.write(start, 0, "latin1");
        if (round % 3 === 0) bytes.write("Exif\0\0II*\0", 6, "latin1");
        readHeader(bytes);
        for (const format of ["jpeg", "png", "webp", "gif"] as const) isCut(format, bytes);
      }
    }
  });

  it("bounds its work on files made of nothing but chunks, segments or fill bytes", () => {
    const bytes = Buffer.alloc(8_000_000);
    bytes.write("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01", 0, "latin1");
    assert.deepEqual(readHeader(bytes), { format: "png", width: 1, height: 1, orientation: 1 });
    isCut("png", bytes);
    const fill = Buffer.alloc(8_000_000, 0xff);
    fill[1] = 0xd8;
    assert.deepEqual(readHeader(fill), { format: "jpeg", fault: "truncated" });
    assert.equal(isCut("jpeg", fill), true);
    const blocks = Buffer.alloc(8_000_000, 1);
    blocks.write("GIF89a", 0, "latin1");
    blocks[13] = 0x21;
    isCut("gif", blocks);
  });

  it("is not led outside its block by offsets and counts", () => {
    for (const [at, value] of [
      [4, 0xffffffff],
      [4, 25],
      [8, 0xffff],
    ] as const) {
      const block = exifBlock(6);
      if (at === 8) block.writeUInt16LE(value, at);
      else block.writeUInt32LE(value, at);
      const jpeg = Buffer.concat([
        Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, block.length + 8]),
        Buffer.from("Exif\0\0", "latin1"),
        block,
        Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 3, 0, 4, 1, 1, 0x11, 0]),
      ]);
      const header = readHeader(jpeg);
      assert.ok(header && "width" in header && header.width * header.height === 12);
    }
  });
});

describe("isCut", () => {
  it("tells a whole picture from one cut anywhere in its pixels", async () => {
    for (const [name, making] of Object.entries(made)) {
      const bytes = await making;
      const format = name.split(" ")[0] as "jpeg" | "png" | "webp" | "gif";
      assert.equal(isCut(format, bytes), false, name);
      for (const part of [0.3, 0.6, 0.9, 0.99]) {
        assert.equal(
          isCut(format, bytes.subarray(0, Math.floor(bytes.length * part))),
          true,
          `${name} ${part}`,
        );
      }
      assert.equal(isCut(format, Buffer.concat([bytes, Buffer.alloc(64)])), false, `${name} padded`);
    }
  });

  it("does not take the end of an EXIF thumbnail for the end of the picture", async () => {
    const jpeg = (await made["jpeg baseline"]) as Buffer;
    const cut = jpeg.subarray(0, Math.floor(jpeg.length * 0.6));
    const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), jpeg]);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(exif.length + 2, 2);
    assert.equal(isCut("jpeg", Buffer.concat([cut.subarray(0, 2), head, exif, cut.subarray(2)])), true);
  });
});
