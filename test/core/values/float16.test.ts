import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromFloat16Bits, toFloat16Bits } from "../../../core/values/tensor";

/** Every finite binary16, ascending, by IEEE 754-2008 table 3.5 written out anew. */
const finite = Array.from({ length: 0x7c00 }, (_, bits) =>
  bits < 0x400 ? bits * 2 ** -24 : (0x400 + (bits & 0x3ff)) * 2 ** ((bits >> 10) - 25),
);

describe("float16", () => {
  it("gives each of the 65,536 bit patterns back", () => {
    let compared = 0;
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromFloat16Bits(bits);
      const back = toFloat16Bits(value);
      if (Number.isNaN(value)) assert.ok((back & 0x7c00) === 0x7c00 && back & 0x3ff, `NaN ${bits}`);
      else assert.equal(back, bits, `bits ${bits.toString(16)}`);
      compared++;
    }
    assert.equal(compared, 65_536);
  });

  it("reads the finite values by the standard's formula", () => {
    finite.forEach((value, bits) => {
      assert.equal(fromFloat16Bits(bits), value);
      assert.equal(fromFloat16Bits(bits | 0x8000), -value);
    });
  });

  it("rounds to the nearest, and what lies halfway to the even one", () => {
    for (let bits = 0; bits + 1 < finite.length; bits++) {
      const low = finite[bits] as number;
      const high = finite[bits + 1] as number;
      const middle = (low + high) / 2;
      assert.equal(toFloat16Bits(middle), bits % 2 ? bits + 1 : bits, `halfway above ${low}`);
      assert.equal(toFloat16Bits(-middle), (bits % 2 ? bits + 1 : bits) | 0x8000);
      const nudge = (high - low) / 1024;
      assert.equal(toFloat16Bits(middle - nudge), bits, `below halfway above ${low}`);
      assert.equal(toFloat16Bits(middle + nudge), bits + 1, `beyond halfway above ${low}`);
    }
  });

  it("overflows from 65,520 on and keeps signs of zero and infinity", () => {
    assert.equal(toFloat16Bits(65_504), 0x7bff);
    assert.equal(toFloat16Bits(65_519), 0x7bff);
    assert.equal(toFloat16Bits(65_520), 0x7c00);
    assert.equal(toFloat16Bits(1e30), 0x7c00);
    assert.equal(toFloat16Bits(Number.NEGATIVE_INFINITY), 0xfc00);
    assert.equal(toFloat16Bits(-0), 0x8000);
    assert.equal(toFloat16Bits(2 ** -25), 0);
    assert.equal(toFloat16Bits(1.001 * 2 ** -25), 1);
    assert.equal(toFloat16Bits(1e-40), 0);
  });
});
