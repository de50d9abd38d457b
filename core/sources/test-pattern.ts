import type { SourceOptions } from "../values/options";
import { Framer } from "./framer";
import { Rate } from "./rate";
import { pacedSource } from "./run";
import type { Source, SourceContext } from "./source";
import { pause } from "./wait";

const WIDTH = 640;
const HEIGHT = 480;
const FPS = 30;

/** Seconds in which the bars go once across the picture, at the default rate. */
const FRAMES_ACROSS = 120;
/** The counter's bits, and the part of the height that its strip takes. */
const COUNTER_BITS = 32;
const COUNTER_HEIGHT = 1 / 16;

/** White, yellow, cyan, green, magenta, red, blue, black: colour bars as on television. */
const BARS = [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000] as const;

/** One row of bars, twice as long as the picture, so that any shifted row is a part of it. */
function barsRow(width: number): Buffer {
  const row = Buffer.alloc(width * 2 * 3);
  for (let x = 0; x < width * 2; x++) {
    const color = BARS[Math.floor(((x % width) * BARS.length) / width)] as number;
    row.writeUIntBE(color, x * 3, 3);
  }
  return row;
}

/** One row of the counter's strip: `sequence` in 32 blocks, white is 1, highest bit on the left. */
function counterRow(width: number, sequence: number): Buffer {
  const row = Buffer.alloc(width * 3);
  for (let bit = 0; bit < COUNTER_BITS; bit++) {
    if (!((sequence >>> (COUNTER_BITS - 1 - bit)) & 1)) continue;
    const from = Math.floor((bit * width) / COUNTER_BITS);
    row.fill(255, from * 3, Math.floor(((bit + 1) * width) / COUNTER_BITS) * 3);
  }
  return row;
}

/**
 * Number `sequence` of the test pictures, rgb24: colour bars that move to the left, under a strip
 * (the upper sixteenth, at least one row) that holds the number in binary. A new buffer each time,
 * since a frame's pixels are never written again.
 */
export function testPicture(bars: Buffer, width: number, height: number, sequence: number): Buffer {
  const stride = width * 3;
  const data = Buffer.allocUnsafe(stride * height);
  const strip = Math.max(1, Math.floor(height * COUNTER_HEIGHT)) * stride;
  const shift = Math.floor(((sequence % FRAMES_ACROSS) * width) / FRAMES_ACROSS) * 3;
  data.fill(counterRow(width, sequence), 0, strip);
  data.fill(bars.subarray(shift, shift + stride), strip);
  return data;
}

/** A moving test picture, 640 × 480 at 30 frames a second unless the options say otherwise; never ends. */
export function testSource(options: SourceOptions, context: SourceContext): Source {
  const width = options.width || WIDTH;
  const height = options.height || HEIGHT;
  const period = 1000 / (options.fps || FPS);
  return pacedSource("test", async function* (publish, signal) {
    const framer = new Framer(options, context);
    const rate = new Rate(publish);
    const bars = barsRow(width);
    for (let due = performance.now(); ; due = Math.max(due + period, performance.now())) {
      const wait = due - performance.now();
      if (wait > 0) await pause(wait, signal);
      if (signal.aborted) return undefined;
      const data = testPicture(bars, width, height, framer.made);
      rate.count();
      yield framer.raw({ data, format: "rgb24", width, height, origin: "test" });
    }
  });
}
