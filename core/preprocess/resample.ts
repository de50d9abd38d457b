import type { KernelEnum, Sharp } from "sharp";
import { turnOf } from "../values/orientation";
import type { Plan, Rect, Size } from "../values/plan";
import type { Interpolation } from "../values/spec";
import { enlarge } from "./enlarge";
import type { ScaleOnLoad } from "./scale-on-load";
import { windowOf } from "./window";

const KERNELS = {
  bilinear: "linear",
  bicubic: "cubic",
  lanczos3: "lanczos3",
  nearest: "nearest",
} as const satisfies Record<Interpolation, keyof KernelEnum>;

const swap = ({ width, height }: Size): Size => ({ width: height, height: width });

/**
 * Runs the plan's steps on a pipeline of stored pixels: cut, resize, turn upright, cut the window.
 * Turning comes after resizing: it then moves few pixels, and the decoder may still scale on load.
 *
 * @param source what to resize, in stored pixels
 * @param cut whether `source` has to be cut out first; cutting keeps decoders from scaling on load
 * @param channels that the pipeline ends with
 * @param scaling whether the decoder may scale on load, by the stored target size
 * @returns the window's pixels, 8 bits a channel
 */
export async function resample(
  image: Sharp,
  plan: Plan,
  source: Rect,
  cut: boolean,
  channels: 1 | 3,
  scaling: (target: Size) => ScaleOnLoad = () => "fast",
): Promise<Uint8Array> {
  const { resized, orientation, interpolation } = plan;
  const { mirrored, quarters } = turnOf(orientation);
  const upright = quarters % 2 ? swap(source) : source;
  // sharp reduces only, see enlarge
  const reduced = {
    width: Math.min(upright.width, resized.width),
    height: Math.min(upright.height, resized.height),
  };
  const enlarged = reduced.width < resized.width || reduced.height < resized.height;
  const window = windowOf(plan);

  const stored = quarters % 2 ? swap(reduced) : reduced;
  const load = scaling(stored);
  if (cut || load === "never") {
    image.extract({ left: source.x, top: source.y, width: source.width, height: source.height });
  }
  image.resize(stored.width, stored.height, {
    fit: "fill",
    kernel: KERNELS[interpolation],
    fastShrinkOnLoad: load === "fast",
  });
  if (mirrored) image.flop();
  if (quarters) image.rotate(quarters * 90);
  if (!enlarged && (window.width < resized.width || window.height < resized.height)) {
    image.extract({ left: window.x, top: window.y, width: window.width, height: window.height });
  }
  const pixels = await image.raw().toBuffer();

  const expected = enlarged ? reduced : window;
  if (pixels.length !== expected.width * expected.height * channels) {
    throw new RangeError(`it does not decode to ${channels} colours`);
  }
  return enlarged ? enlarge(pixels, reduced, channels, { resized, window, interpolation }) : pixels;
}
