/** How a picture becomes a model's input: the settings of preprocess and of a model's own preset. */

export const RESIZE_MODES = ["stretch", "crop", "letterbox", "none"] as const;
export const INTERPOLATIONS = ["bilinear", "bicubic", "lanczos3", "nearest"] as const;
export const COLORS = ["rgb", "bgr"] as const;
export const LAYOUTS = ["nchw", "nhwc"] as const;
export const DTYPES = ["float32", "float16", "uint8"] as const;

export type ResizeMode = (typeof RESIZE_MODES)[number];
export type Interpolation = (typeof INTERPOLATIONS)[number];
export type Color = (typeof COLORS)[number];
export type Layout = (typeof LAYOUTS)[number];
export type DType = (typeof DTYPES)[number];
/** One number a channel, in the order of the tensor's channels. */
export type Triple = readonly [number, number, number];

/** Part of a picture in coordinates from 0 to 1, origin top left, after turning upright. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Settings of one preprocessing. Tensor value = (pixel × scale − mean) / std, pixel 0–255,
 * channel by channel in the tensor's colour order.
 */
export interface PreprocessSpec {
  /** Pixels of the tensor; 0: as the model wants. */
  readonly width: number;
  readonly height: number;
  readonly resize: ResizeMode;
  /** For `crop`: the short side is resized to this, in pixels; 0: round(size × 256 / 224). */
  readonly shortSide: number;
  /** Value (0–255) of the bars of `letterbox`. */
  readonly pad: number;
  /** Cut out first; `null`: the whole picture. */
  readonly region: Region | null;
  /** All but `nearest` are antialiased. */
  readonly interpolation: Interpolation;
  readonly color: Color;
  readonly scale: number;
  readonly mean: Triple;
  readonly std: Triple;
  /** `auto`: as the model wants. */
  readonly layout: Layout | "auto";
  readonly dtype: DType | "auto";
}

/** torchvision's evaluation transform, and the base that other presets change. */
export const DEFAULT_SPEC: PreprocessSpec = {
  width: 0,
  height: 0,
  resize: "crop",
  shortSide: 0,
  pad: 114,
  region: null,
  interpolation: "bilinear",
  color: "rgb",
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  layout: "auto",
  dtype: "auto",
};
