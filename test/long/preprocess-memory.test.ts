import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { accept } from "../../core/preprocess/accept";
import { createRealise } from "../../core/preprocess/realise";
import type { Frame } from "../../core/values/frame";
import { PRESETS } from "../../core/values/presets";
import { ImageTensor } from "../../core/values/tensor";
import { ROOT } from "../helpers/root";

const FRAMES = 1000;
/** Frames after which pools and heaps have their size. */
const SETTLED = 200;
/** One decoded 1080p frame is 6.2 MB; 1,000 JPEG buffers of this photo are more than 100 MB. */
const GROWTH = 40e6;

describe("1,000 frames of 1080p", () => {
  const photo = readFileSync(path.join(ROOT, "examples/photos/espresso.jpg"));
  const realise = createRealise({ maxMegapixels: 50 });

  const soak = async (make: (i: number) => unknown) => {
    let settled = 0;
    for (let i = 0; i < FRAMES; i++) {
      const frame = accept(make(i), "msg.payload") as Frame;
      await new ImageTensor(frame, PRESETS.torchvision, realise).toFloat32Array();
      if (i === SETTLED) settled = process.memoryUsage().rss;
    }
    const grown = process.memoryUsage().rss - settled;
    assert.ok(grown < GROWTH, `${Math.round(grown / 1e6)} MB more`);
  };

  it("as JPEG Buffers leave the memory flat", async () => {
    const jpeg = await sharp(photo).resize(1920, 1080, { fit: "fill" }).jpeg({ quality: 90 }).toBuffer();
    await soak(() => jpeg);
  });

  it("as raw RGB leave the memory flat", async () => {
    const data = await sharp(photo).resize(1920, 1080, { fit: "fill" }).raw().toBuffer();
    await soak(() => ({ data, width: 1920, height: 1080, channels: 3 }));
  });

  it("as NV12 leave the memory flat", async () => {
    const data = Buffer.alloc((1920 * 1080 * 3) / 2, 99);
    await soak(() => ({ data, width: 1920, height: 1080, format: "nv12" }));
  });

  it("cut in the middle, every second one, leave the memory flat", async () => {
    const jpeg = await sharp(photo).resize(1920, 1080, { fit: "fill" }).jpeg({ quality: 90 }).toBuffer();
    const closed = Buffer.concat([jpeg.subarray(0, jpeg.length >> 1), Buffer.from([0xff, 0xd9])]);
    let settled = 0;
    for (let i = 0; i < FRAMES; i++) {
      const running = realise(accept(i % 2 ? jpeg : closed, "x") as Frame, PRESETS.torchvision, {});
      if (i % 2) await running;
      else await assert.rejects(running, { code: "INPUT_TRUNCATED" });
      if (i === SETTLED) settled = process.memoryUsage().rss;
    }
    const grown = process.memoryUsage().rss - settled;
    assert.ok(grown < GROWTH, `${Math.round(grown / 1e6)} MB more`);
  });
});
