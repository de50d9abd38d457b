import assert from "node:assert/strict";
import { describe, it } from "node:test";
import sharp from "sharp";
import { lacksTables, standardTables, withTables } from "../../../core/values/jpeg";
import { gradient, over, withoutTables } from "../../helpers/pictures";

const baseline = () => over(gradient(64, 48), 64, 48).jpeg({ optimiseCoding: false });

describe("Huffman tables", () => {
  it("are those that libjpeg writes into a JPEG that is not optimised", async () => {
    const jpeg = await baseline().toBuffer();
    const written: Buffer[] = [];
    for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
      if (jpeg[at + 1] === 0xc4) written.push(jpeg.subarray(at + 4, at + 2 + jpeg.readUInt16BE(at + 2)));
    }
    const tables = Buffer.from(standardTables());
    assert.equal(tables.readUInt16BE(2), tables.length - 2);
    assert.equal(tables.length, 2 + 0x1a2);
    assert.deepEqual(tables.subarray(4), Buffer.concat(written));
  });

  it("are put into a JPEG without any, and only there", async () => {
    const whole = await baseline().toBuffer();
    const bare = withoutTables(whole);
    assert.equal(lacksTables(whole), false);
    assert.equal(lacksTables(bare), true);
    assert.equal(bare.length, whole.length - standardTables().length - (countTables(whole) - 1) * 4);
    assert.equal(withTables(whole), whole);
    const mended = withTables(bare);
    assert.equal(lacksTables(mended), false);
    assert.deepEqual(await sharp(mended).raw().toBuffer(), await sharp(whole).raw().toBuffer());
  });

  it("leave damaged and empty input alone", () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from([0xff]), Buffer.from([0xff, 0xd8, 0xff])]) {
      assert.equal(withTables(bytes), bytes);
    }
  });
});

function countTables(jpeg: Buffer): number {
  let count = 0;
  for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] === 0xc4) count++;
  }
  return count;
}
