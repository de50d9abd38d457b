import type { Orientation } from "./frame";
import type { Rect, Size } from "./plan";

/** An orientation as steps: mirror left to right if `mirrored`, then turn clockwise by `quarters` × 90°. */
export interface Turn {
  readonly mirrored: boolean;
  readonly quarters: 0 | 1 | 2 | 3;
}

/** The steps that turn a stored picture upright, by EXIF orientation (EXIF 2.32, tag 0x0112). */
const TURNS: Readonly<Record<Orientation, Turn>> = {
  1: { mirrored: false, quarters: 0 },
  2: { mirrored: true, quarters: 0 },
  3: { mirrored: false, quarters: 2 },
  4: { mirrored: true, quarters: 2 },
  5: { mirrored: true, quarters: 3 },
  6: { mirrored: false, quarters: 1 },
  7: { mirrored: true, quarters: 1 },
  8: { mirrored: false, quarters: 3 },
};

/** The steps of an orientation. */
export function turnOf(orientation: Orientation): Turn {
  return TURNS[orientation];
}

/** The orientation whose steps are `turn`; `quarters` may be any whole number. */
export function orientationOf(mirrored: boolean, quarters: number): Orientation {
  const steps = ((quarters % 4) + 4) % 4;
  return ([1, 6, 3, 8, 2, 7, 4, 5] as const)[steps + (mirrored ? 4 : 0)] as Orientation;
}

/** One orientation that does what `first` and then `second` do. */
export function compose(first: Orientation, second: Orientation): Orientation {
  const a = TURNS[first];
  const b = TURNS[second];
  // a mirror passes a turn by reversing it: M Rᵏ = R⁻ᵏ M
  return orientationOf(a.mirrored !== b.mirrored, b.quarters + (b.mirrored ? -a.quarters : a.quarters));
}

/** Where `rect` of an upright picture of `size` lies in the picture as it is stored. */
export function storedRect(rect: Rect, size: Size, orientation: Orientation): Rect {
  const { mirrored, quarters } = TURNS[orientation];
  let { x, y, width, height } = rect;
  let across = size.width;
  let down = size.height;
  for (let i = 0; i < quarters; i++) {
    [x, y] = [y, across - x - width];
    [width, height] = [height, width];
    [across, down] = [down, across];
  }
  if (mirrored) x = across - x - width;
  return { x, y, width, height };
}
