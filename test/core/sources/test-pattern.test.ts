import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSource } from "../../../core/sources";
import type { Frame } from "../../../core/values/frame";
import type { SourceOptions } from "../../../core/values/options";
import { sourceContract } from "../../contracts/source";
import { CONTEXT, collect, optionsOf } from "./harness";

const make = (changes: Partial<SourceOptions> = {}) =>
  createSource(optionsOf({ kind: "test", fps: 1000, ...changes }), CONTEXT);

/** The number in a frame's strip, read from the middle of each of its 32 blocks. */
function counterOf(frame: Frame): number {
  let value = 0;
  for (let bit = 0; bit < 32; bit++) {
    const x = Math.floor(((bit + 0.5) * frame.storedWidth) / 32);
    value = value * 2 + ((frame.data[x * 3] as number) > 127 ? 1 : 0);
  }
  return value;
}

/** Colours of the lowest row, without repeats in a row. */
function barsOf(frame: Frame): string[] {
  const row = frame.data.subarray((frame.storedHeight - 1) * frame.stride);
  const colors: string[] = [];
  for (let x = 0; x < frame.storedWidth; x++) {
    const color = row.subarray(x * 3, x * 3 + 3).toString("hex");
    if (color !== colors.at(-1)) colors.push(color);
  }
  return colors;
}

sourceContract("test pattern", { make });

describe("test pattern", () => {
  it("is 640 × 480 rgb24 unless a size is set", async () => {
    const [usual] = (await collect(make(), 1)).frames;
    assert.deepEqual([usual?.format, usual?.width, usual?.height], ["rgb24", 640, 480]);
    const [small] = (await collect(make({ width: 33, height: 7 }), 1)).frames;
    assert.deepEqual([small?.width, small?.height, small?.data.length], [33, 7, 33 * 7 * 3]);
  });

  it("holds its number in the picture", async () => {
    const { frames } = await collect(make({ width: 128, height: 32 }), 40);
    assert.deepEqual(
      frames.map(counterOf),
      frames.map((frame) => frame.sequence),
    );
  });

  it("shows eight bars that move", async () => {
    const { frames } = await collect(make({ width: 240, height: 32 }), 61);
    const [first, next, half] = [frames[0], frames[1], frames[60]] as [Frame, Frame, Frame];
    assert.deepEqual(barsOf(first), [
      "ffffff",
      "ffff00",
      "00ffff",
      "00ff00",
      "ff00ff",
      "ff0000",
      "0000ff",
      "000000",
    ]);
    assert.notDeepEqual(next.data.subarray(-first.stride), first.data.subarray(-first.stride));
    assert.deepEqual(barsOf(half), [...barsOf(first).slice(4), ...barsOf(first).slice(0, 4)]);
  });

  it("gives no more frames a second than asked, and no burst after a pause", async () => {
    const times: number[] = [];
    let asked = 0;
    const pace = {
      next: async () => {
        if (++asked === 4) await new Promise((resolve) => setTimeout(resolve, 250));
        return asked <= 8;
      },
    };
    const sink = { frame: () => void times.push(performance.now()), error: () => {}, state: () => {} };
    await make({ fps: 25 }).run(sink, pace, new AbortController().signal);
    assert.equal(times.length, 8);
    for (let i = 1; i < times.length; i++) {
      // a timer may ring a little early; a burst would be far below
      assert.ok((times[i] as number) - (times[i - 1] as number) > 20, `frame ${i}`);
    }
  });

  it("is turned and mirrored by its orientation, not by its pixels", async () => {
    const [turned] = (await collect(make({ width: 64, height: 32, rotate: 90, mirror: "horizontal" }), 1))
      .frames;
    assert.deepEqual([turned?.width, turned?.height, turned?.orientation], [32, 64, 5]);
    assert.deepEqual([turned?.storedWidth, turned?.storedHeight], [64, 32]);
  });
});
