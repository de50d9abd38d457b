import assert from "node:assert/strict";
import { describe, it } from "node:test";
import sharp from "sharp";
import { isEncoded, isFrameFormat, planesOf, rawExtent, rowBytes, sniff } from "../../../core/values/formats";

describe("formats", () => {
  it("are told by their first bytes, whatever made them", async () => {
    const image = sharp({ create: { width: 9, height: 7, channels: 3, background: "#123" } });
    for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
      const bytes = await image.clone().toFormat(format).toBuffer();
      assert.equal(sniff(bytes), format);
      assert.equal(sniff(bytes.subarray(0, 2)), undefined, "two bytes are not enough");
    }
    for (const text of ["", "<svg/>", "%PDF-1.4", "RIFF0000AVI ", "GIF", "\xff\xd8", "\0\0\0\x18ftypheic"]) {
      assert.equal(sniff(Buffer.from(text, "latin1")), undefined, text);
    }
  });

  it("know their names", () => {
    assert.ok(
      isFrameFormat("nv12") && isFrameFormat("jpeg") && !isFrameFormat("rgb") && !isFrameFormat(undefined),
    );
    assert.ok(isEncoded("avif") && !isEncoded("gray8"));
  });

  it("say how long rows and frames are, odd sizes and padding included", () => {
    assert.equal(rowBytes("yuyv422", 5), 12);
    assert.equal(rowBytes("bgr24", 5), 15);
    const extent = (format: "nv12" | "i420" | "rgb24", width: number, height: number, stride: number) =>
      rawExtent(format, width, height, planesOf(format, height, stride));
    // 1920 × 1080: 3,110,400 bytes, as ffmpeg -pix_fmt nv12 writes
    assert.deepEqual(extent("nv12", 1920, 1080, 1920), { least: 3_110_400, full: 3_110_400 });
    assert.deepEqual(extent("i420", 1920, 1080, 1920), { least: 3_110_400, full: 3_110_400 });
    assert.deepEqual(extent("rgb24", 5, 3, 16), { least: 47, full: 48 });
    // 5 × 3: luma 15, chroma 3 × 2 twice
    assert.deepEqual(extent("i420", 5, 3, 5), { least: 27, full: 27 });
    assert.ok(Number.isNaN(extent("rgb24", 5, 3, 14).least), "a stride shorter than a row");
  });
});
