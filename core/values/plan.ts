import type { Orientation } from "./frame";
import type { DType, Interpolation, Layout, PreprocessSpec, ResizeMode, Triple } from "./spec";

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** What the decision needs to know of a picture: its size in pixels, upright. */
export interface PictureInfo extends Size {
  /** How the stored pixels must be turned to be upright. */
  readonly orientation: Orientation;
}

/** What the model's input fixes; a size of 0 is open. */
export interface Binding extends Size {
  readonly layout: Layout;
  readonly dtype: DType;
}

/**
 * A preprocessing as numbers only. Every backend obeys it, none decides anything itself.
 *
 * Turn the stored picture by `orientation`; cut `source`; resample it to `resized`; output pixel
 * (x, y) is resized pixel (x + offset.x, y + offset.y), or `fill` outside of it; tensor value of
 * channel c = pixel[channels[c]] × multiply[c] + add[c].
 */
export interface Plan {
  readonly orientation: Orientation;
  readonly source: Rect;
  readonly resized: Size;
  readonly offset: { readonly x: number; readonly y: number };
  readonly output: Size;
  /** 0–255, of each colour. */
  readonly fill: number;
  readonly interpolation: Interpolation;
  /** Index into (R, G, B) of each tensor channel. */
  readonly channels: readonly [number, number, number];
  readonly multiply: Triple;
  readonly add: Triple;
  readonly layout: Layout;
  readonly dtype: DType;
}

/** What a picture is resized for where neither the spec nor the model says. */
export const DEFAULT_SIZE = 224;

/** Rounds half to even, as Python's `round` does. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The region of `spec` in pixels of an upright picture, at least one pixel, inside the picture. */
function cut(spec: PreprocessSpec, { width, height }: Size): Rect {
  if (!spec.region) return { x: 0, y: 0, width, height };
  const { region } = spec;
  const x = Math.min(Math.max(Math.round(region.x * width), 0), width - 1);
  const y = Math.min(Math.max(Math.round(region.y * height), 0), height - 1);
  const right = Math.min(Math.max(Math.round((region.x + region.width) * width), x + 1), width);
  const bottom = Math.min(Math.max(Math.round((region.y + region.height) * height), y + 1), height);
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * Size after torchvision's `Resize(short)`: the long side is floor(short × long / short side)
 * (torchvision `_compute_resized_output_size`); grown where `output` would not be covered.
 */
function coverSize(source: Size, output: Size, short: number): Size {
  const { width, height } = source;
  const resized =
    width <= height
      ? { width: short, height: Math.floor((short * height) / width) }
      : { width: Math.floor((short * width) / height), height: short };
  if (resized.width >= output.width && resized.height >= output.height) return resized;
  const grow = Math.max(output.width / width, output.height / height);
  return {
    width: Math.max(output.width, Math.round(width * grow)),
    height: Math.max(output.height, Math.round(height * grow)),
  };
}

/** Largest size of the shape of `source` that fits into `output`, rounded half to even, at least 1 pixel. */
function containSize(source: Size, output: Size): Size {
  const scale = Math.min(output.width / source.width, output.height / source.height);
  return {
    width: Math.min(output.width, Math.max(1, roundHalfEven(source.width * scale))),
    height: Math.min(output.height, Math.max(1, roundHalfEven(source.height * scale))),
  };
}

function geometry(
  mode: ResizeMode,
  source: Size,
  output: Size,
  shortSide: number,
): Pick<Plan, "resized" | "offset" | "output"> {
  switch (mode) {
    case "stretch":
      return { resized: output, offset: { x: 0, y: 0 }, output };
    case "none":
      return {
        resized: { width: source.width, height: source.height },
        offset: { x: 0, y: 0 },
        output: { width: source.width, height: source.height },
      };
    case "crop": {
      const short = shortSide || Math.round((Math.min(output.width, output.height) * 256) / 224);
      const resized = coverSize(source, output, short);
      return {
        resized,
        // torchvision `center_crop`: int(round((n - size) / 2))
        offset: {
          x: roundHalfEven((resized.width - output.width) / 2),
          y: roundHalfEven((resized.height - output.height) / 2),
        },
        output,
      };
    }
    case "letterbox": {
      const resized = containSize(source, output);
      return {
        resized,
        offset: {
          x: -Math.floor((output.width - resized.width) / 2),
          y: -Math.floor((output.height - resized.height) / 2),
        },
        output,
      };
    }
  }
}

/**
 * Decides everything about one preprocessing; pure.
 *
 * @param spec what the user or the model asks for
 * @param picture size (upright, pixels) and orientation of the picture
 * @param binding what the model's input fixes; its size wins only where the spec says 0
 */
export function plan(spec: PreprocessSpec, picture: PictureInfo, binding: Partial<Binding> = {}): Plan {
  const source = cut(spec, picture);
  const asked = {
    width: spec.width || binding.width || DEFAULT_SIZE,
    height: spec.height || binding.height || DEFAULT_SIZE,
  };
  const { mean, std, scale } = spec;
  return {
    orientation: picture.orientation,
    source,
    ...geometry(spec.resize, source, asked, spec.shortSide),
    fill: spec.pad,
    interpolation: spec.interpolation,
    channels: spec.color === "rgb" ? [0, 1, 2] : [2, 1, 0],
    multiply: [scale / std[0], scale / std[1], scale / std[2]],
    add: [-mean[0] / std[0], -mean[1] / std[1], -mean[2] / std[2]],
    layout: spec.layout === "auto" ? (binding.layout ?? "nchw") : spec.layout,
    dtype: spec.dtype === "auto" ? (binding.dtype ?? "float32") : spec.dtype,
  };
}
