import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { accept } from "../../../core/preprocess/accept";
import { createRealise } from "../../../core/preprocess/realise";
import { VisionError } from "../../../core/values/errors";
import type { Frame } from "../../../core/values/frame";
import { PRESETS } from "../../../core/values/presets";
import { distance, gradient, over } from "../../helpers/pictures";
import { ROOT } from "../../helpers/root";

const photo = readFileSync(path.join(ROOT, "examples/photos/espresso.jpg"));
const realise = createRealise({ maxMegapixels: 50 });

/** The error that a picture is refused with. */
async function refusal(payload: unknown, maxMegapixels = 50): Promise<VisionError> {
  try {
    const frame = accept(payload, "msg.payload") as Frame;
    await createRealise({ maxMegapixels })(frame, PRESETS.torchvision, {});
  } catch (error) {
    assert.ok(error instanceof VisionError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "the picture was not refused" });
}

describe("limit of pixels", () => {
  const size = { width: 200, height: 100 };
  const picture = over(gradient(200, 100), 200, 100);

  it("holds for every format and every way in, with size and limit in the error", async () => {
    const ways: Record<string, unknown> = {
      raw: { data: gradient(200, 100), ...size, channels: 3 },
      jimp: { bitmap: { data: Buffer.alloc(80_000), ...size } },
      nv12: { data: Buffer.alloc(30_000), ...size, format: "nv12" },
    };
    for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
      const bytes = await picture.clone().toFormat(format).toBuffer();
      ways[format] = bytes;
      ways[`${format} as base64`] = bytes.toString("base64");
    }
    for (const [way, payload] of Object.entries(ways)) {
      const error = await refusal(payload, 0.0199);
      assert.equal(error.code, "INPUT_TOO_LARGE", way);
      assert.deepEqual(error.params, { ...size, limit: 0.0199 }, way);
      const frame = accept(payload, "x") as Frame;
      await createRealise({ maxMegapixels: 0.02 })(frame, PRESETS.torchvision, {});
    }
    assert.equal(Object.keys(ways).length, 15);
  });

  it("is told from the header: huge pictures cost neither memory nor a decoder", async () => {
    const blank = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: "#123" } });
    const small = {
      jpeg: await blank(8, 8).jpeg().toBuffer(),
      png: await blank(8, 8).png().toBuffer(),
      gif: await blank(8, 8).gif().toBuffer(),
    };
    const sof = small.jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    small.jpeg.writeUInt16BE(30_000, sof + 5);
    small.jpeg.writeUInt16BE(30_000, sof + 7);
    small.png.writeUInt32BE(30_000, 16);
    small.png.writeUInt32BE(30_000, 20);
    small.gif.writeUInt16LE(30_000, 6);
    small.gif.writeUInt16LE(30_000, 8);
    const before = process.memoryUsage().rss;
    for (const bytes of Object.values(small)) {
      const error = await refusal(bytes);
      assert.equal(error.code, "INPUT_TOO_LARGE");
      assert.deepEqual(error.params, { width: 30_000, height: 30_000, limit: 50 });
    }
    assert.ok(process.memoryUsage().rss - before < 50e6, "a decoder saw the picture");
  });

  it("holds for a header that lies: a GIF whose picture is larger than its screen", async () => {
    const gif = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: "#123" } })
      .gif()
      .toBuffer();
    gif.writeUInt16LE(10, 6);
    gif.writeUInt16LE(10, 8);
    const error = await refusal(gif, 1);
    assert.ok(["INPUT_CORRUPT", "INPUT_TOO_LARGE"].includes(error.code), error.message);
  });
});

describe("damaged pictures", () => {
  const picture = sharp(photo);

  it("cut anywhere are truncated, never half a picture, whatever part is asked for", async () => {
    const top = { ...PRESETS.torchvision, region: { x: 0, y: 0, width: 1, height: 0.1 } };
    let refused = 0;
    for (const [format, bytes] of [
      ["jpeg", photo],
      ["jpeg", await picture.clone().jpeg({ progressive: true }).toBuffer()],
      ["png", await picture.clone().png().toBuffer()],
      ["webp", await picture.clone().webp().toBuffer()],
      ["gif", await picture.clone().gif().toBuffer()],
      ["tiff", await picture.clone().tiff({ compression: "deflate" }).toBuffer()],
      ["avif", await picture.clone().avif({ effort: 0 }).toBuffer()],
    ] as const) {
      await realise(accept(bytes, "x") as Frame, top, {});
      for (const part of [0.02, 0.2, 0.6, 0.95]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        const error = await refusal(cut);
        assert.equal(error.code, "INPUT_TRUNCATED", `${format} at ${part}: ${error.message}`);
        await assert.rejects(async () => realise(accept(cut, "x") as Frame, top, {}), {
          code: "INPUT_TRUNCATED",
        });
        refused++;
      }
    }
    assert.equal(refused, 28);
  });

  it("cut and closed with an end marker, or filled up with zeros, are truncated too", async () => {
    const half = photo.subarray(0, photo.length >> 1);
    const zeros = Buffer.alloc(photo.length - half.length);
    for (const bytes of [
      Buffer.concat([half, Buffer.from([0xff, 0xd9])]),
      Buffer.concat([half, zeros]),
      Buffer.concat([half, zeros, Buffer.from([0xff, 0xd9])]),
    ]) {
      assert.equal((await refusal(bytes)).code, "INPUT_TRUNCATED");
    }
  });

  it("with rubbish in them are corrupt, and say what the decoder says", async () => {
    const png = await picture.clone().png().toBuffer();
    const gif = await picture.clone().gif().toBuffer();
    const tiff = await picture.clone().tiff({ compression: "lzw" }).toBuffer();
    for (const bytes of [png, gif, tiff]) {
      const middle = bytes.length >> 1;
      bytes.fill(0x5a, middle, middle + 400);
    }
    const lostSof = Buffer.from(photo);
    lostSof[lostSof.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xe5;
    for (const [format, bytes] of Object.entries({ PNG: png, GIF: gif, JPEG: lostSof, TIFF: tiff })) {
      const error = await refusal(bytes);
      assert.equal(error.code, "INPUT_CORRUPT", `${format}: ${error.message}`);
      assert.equal(error.params["format"], format);
      assert.ok(String(error.params["detail"]).length > 5);
    }
  });

  it("padded or followed by other bytes are whole", async () => {
    const expected = await realise(accept(photo, "x") as Frame, PRESETS.torchvision, {});
    const end = photo.length - 2;
    for (const bytes of [
      Buffer.concat([photo, Buffer.alloc(5000, 7)]),
      Buffer.concat([photo.subarray(0, end), Buffer.alloc(700), photo.subarray(end)]),
    ]) {
      const made = await realise(accept(bytes, "x") as Frame, PRESETS.torchvision, {});
      assert.equal(distance(made.data, expected.data).max, 0);
    }
  });

  it("leave the next good one alone", async () => {
    for (let round = 0; round < 20; round++) {
      const broken = photo.subarray(0, 3000 + round * 500);
      const [bad, good] = await Promise.allSettled([
        realise(accept(broken, "x") as Frame, PRESETS.torchvision, {}),
        realise(accept(photo, "x") as Frame, PRESETS.torchvision, {}),
      ]);
      assert.equal(bad.status, "rejected");
      assert.equal(good.status, "fulfilled");
    }
  });
});

describe("sharp", () => {
  it("is loaded at first use, and named when it is missing", () => {
    const script = `
      const Module = require("node:module");
      const load = Module._load;
      let asked = 0;
      Module._load = function (name, ...rest) {
        if (name !== "sharp") return load.call(this, name, ...rest);
        asked++;
        throw new Error("Could not load the sharp module\\nusing the linuxmusl-x64 runtime");
      };
      const { accept } = require(${JSON.stringify(path.join(ROOT, "dist/core/preprocess/accept.js"))});
      const { createRealise } = require(${JSON.stringify(path.join(ROOT, "dist/core/preprocess/realise.js"))});
      const { DEFAULT_SPEC } = require(${JSON.stringify(path.join(ROOT, "dist/core/values/spec.js"))});
      const frame = accept({ data: Buffer.alloc(3), width: 1, height: 1, channels: 3 }, "x");
      const before = asked;
      createRealise({ maxMegapixels: 1 })(frame, DEFAULT_SPEC, {}).catch((error) =>
        console.log(JSON.stringify([before, asked, error.code, error.params.detail])));`;
    const printed = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(printed), [0, 1, "SHARP_MISSING", "Could not load the sharp module"]);
  });
});

describe("memory", () => {
  it("does not grow over 200 frames of 1080p", async () => {
    const jpeg = await sharp(photo).resize(1920, 1080, { fit: "fill" }).jpeg().toBuffer();
    const rss = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) await realise(accept(jpeg, "x") as Frame, PRESETS.torchvision, {});
      return process.memoryUsage().rss;
    };
    const before = await rss(60);
    const after = await rss(200);
    // one decoded 1080p frame is 6.2 MB: 200 kept ones would be 1,240
    assert.ok(after - before < 60e6, `${Math.round((after - before) / 1e6)} MB more`);
  });
});
