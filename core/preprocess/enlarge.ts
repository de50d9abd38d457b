import type { Rect, Size } from "../values/plan";
import type { Interpolation } from "../values/spec";
import { inSlices } from "./slices";

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Weight at a distance in pixels, and how far it reaches: PIL's filters (Pillow, Resample.c). */
const FILTERS: Readonly<Record<Exclude<Interpolation, "nearest">, readonly [(x: number) => number, number]>> =
  {
    bilinear: [(x) => 1 - x, 1],
    bicubic: [(x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2), 2],
    lanczos3: [(x) => sinc(x) * sinc(x / 3), 3],
  };

/** For each pixel of one side of the window: the first of `taps` source pixels, and their weights. */
interface Axis {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

/** Resampling of one axis from `given` to `wanted` ≥ `given` pixels, of which `count` from `start` on. */
function axisOf(given: number, wanted: number, start: number, count: number, way: Interpolation): Axis {
  const scale = given / wanted;
  const [filter, reach] = way === "nearest" ? [() => 1, 0.5] : FILTERS[way];
  const taps = Math.min(Math.ceil(reach * 2), given);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * taps);
  for (let i = 0; i < count; i++) {
    const centre = (start + i + 0.5) * scale;
    const from = Math.floor(centre - reach + 0.5);
    const low = Math.min(Math.max(from, 0), given - taps);
    first[i] = low;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const apart = Math.abs(low + tap + 0.5 - centre);
      const weight = way === "nearest" || apart < reach ? filter(apart) : 0;
      weights[i * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) (weights[i * taps + tap] as number) /= sum;
  }
  return { taps, first, weights };
}

/** One pass: each output value is a weighted sum of values `step` apart. */
async function pass(
  from: Uint8Array,
  { taps, first, weights }: Axis,
  lines: number,
  count: number,
  strides: {
    readonly line: number;
    readonly step: number;
    readonly outLine: number;
    readonly outStep: number;
  },
  channels: number,
): Promise<Uint8ClampedArray> {
  const to = new Uint8ClampedArray(lines * count * channels);
  await inSlices(lines * count, (begin, end) => {
    for (let n = begin; n < end; n++) {
      const line = Math.floor(n / count);
      const i = n - line * count;
      const source = line * strides.line + (first[i] as number) * strides.step;
      const target = line * strides.outLine + i * strides.outStep;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 0, at = source + channel; tap < taps; tap++, at += strides.step) {
          sum += (from[at] as number) * (weights[i * taps + tap] as number);
        }
        to[target + channel] = sum;
      }
    }
  });
  return to;
}

/**
 * Enlarges a picture as PIL does, on the event loop in slices: the sources are small. libvips, which
 * reduces as PIL does, shifts by half a target pixel where it enlarges (8.18: `vips_resize` hands
 * `vips_affine` no output offset).
 *
 * @param given size of `pixels`; each side at most that of `resized`
 * @param window part of the resized picture that is wanted
 */
export async function enlarge(
  pixels: Uint8Array,
  given: Size,
  channels: number,
  { resized, window, interpolation }: { resized: Size; window: Rect; interpolation: Interpolation },
): Promise<Uint8Array> {
  const across = axisOf(given.width, resized.width, window.x, window.width, interpolation);
  const down = axisOf(given.height, resized.height, window.y, window.height, interpolation);
  const row = window.width * channels;
  const wide = await pass(
    pixels,
    across,
    given.height,
    window.width,
    { line: given.width * channels, step: channels, outLine: row, outStep: channels },
    channels,
  );
  const whole = await pass(
    new Uint8Array(wide.buffer),
    down,
    window.width,
    window.height,
    { line: channels, step: row, outLine: channels, outStep: row },
    channels,
  );
  return new Uint8Array(whole.buffer);
}
