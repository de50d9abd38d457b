import type { Plan, Rect } from "../values/plan";

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

/** The plan's output from its window's RGB pixels: the window itself, or laid onto `fill`. */
export function place(window: Uint8Array, plan: Plan): Uint8Array {
  const { output, offset, fill } = plan;
  const { width, height } = windowOf(plan);
  if (width === output.width && height === output.height) return window;
  const placed = new Uint8Array(output.width * output.height * 3).fill(Math.round(fill));
  const left = Math.max(-offset.x, 0);
  const top = Math.max(-offset.y, 0);
  for (let row = 0; row < height; row++) {
    const from = row * width * 3;
    placed.set(window.subarray(from, from + width * 3), ((top + row) * output.width + left) * 3);
  }
  return placed;
}
