import type { KernelEnum, Sharp } from "sharp";
import { turnOf } from "../values/orientation";
import type { Plan, Rect } from "../values/plan";
import type { Interpolation } from "../values/spec";

const KERNELS = {
  bilinear: "linear",
  bicubic: "cubic",
  lanczos3: "lanczos3",
  nearest: "nearest",
} as const satisfies Record<Interpolation, keyof KernelEnum>;

/** The part of the resized picture that the output shows; the rest of the output is `fill`. */
export function windowOf({ resized, offset, output }: Plan): Rect {
  const x = Math.max(offset.x, 0);
  const y = Math.max(offset.y, 0);
  return {
    x,
    y,
    width: Math.min(offset.x + output.width, resized.width) - x,
    height: Math.min(offset.y + output.height, resized.height) - y,
  };
}

/**
 * Adds the plan's steps to a pipeline of stored pixels: cut, resize, turn upright, cut the window.
 * Turning comes after resizing: it then moves few pixels, and the decoder may still scale on load.
 *
 * @param source what to cut out first, in stored pixels; `null` where that is the whole picture
 */
export function arrange(image: Sharp, plan: Plan, source: Rect | null): Sharp {
  const { resized, orientation, interpolation } = plan;
  const { mirrored, quarters } = turnOf(orientation);
  if (source) {
    image.extract({ left: source.x, top: source.y, width: source.width, height: source.height });
  }
  const [width, height] = quarters % 2 ? [resized.height, resized.width] : [resized.width, resized.height];
  image.resize(width, height, { fit: "fill", kernel: KERNELS[interpolation] });
  if (mirrored) image.flop();
  if (quarters) image.rotate(quarters * 90);
  const window = windowOf(plan);
  if (window.width < resized.width || window.height < resized.height) {
    image.extract({ left: window.x, top: window.y, width: window.width, height: window.height });
  }
  return image;
}

/** The plan's output from its window's RGB pixels: the window itself, or laid onto `fill`. */
export function place(window: Uint8Array, plan: Plan): Uint8Array {
  const { output, offset, fill } = plan;
  const { width, height } = windowOf(plan);
  if (width === output.width && height === output.height) return window;
  const placed = Buffer.alloc(output.width * output.height * 3, Math.round(fill));
  const left = Math.max(-offset.x, 0);
  const top = Math.max(-offset.y, 0);
  for (let row = 0; row < height; row++) {
    const from = row * width * 3;
    placed.set(window.subarray(from, from + width * 3), ((top + row) * output.width + left) * 3);
  }
  return placed;
}
