import type { Frame } from "../values/frame";
import type { Rect, Size } from "../values/plan";

type Channels = 1 | 2 | 3 | 4;

/** Samples of one kind in a raw frame: a sample is `channels` bytes, rows are `stride` bytes apart. */
export interface Samples {
  readonly offset: number;
  readonly stride: number;
  readonly channels: Channels;
  readonly width: number;
  readonly height: number;
}

/** Samples as sharp reads them: rows without gaps, `width` samples long (padding counts as samples). */
export interface SharpSamples {
  readonly data: Uint8Array;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: Channels };
}

/**
 * Samples of a frame in the form that sharp reads. Padding that is a whole number of samples is
 * kept as columns to be cut off (nothing is copied); otherwise the rows are copied together.
 */
export function sharpSamples(bytes: Uint8Array, samples: Samples): SharpSamples {
  const { offset, stride, channels, width, height } = samples;
  const end = offset + stride * height;
  if (stride % channels === 0 && end <= bytes.length) {
    return { data: bytes.subarray(offset, end), raw: { width: stride / channels, height, channels } };
  }
  const row = width * channels;
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const from = offset + y * stride;
    data.set(bytes.subarray(from, from + row), y * row);
  }
  return { data, raw: { width, height, channels } };
}

/** Whether `rect` is all there is of a picture of `size`. */
export function isWhole(rect: Rect, size: Size): boolean {
  return rect.width === size.width && rect.height === size.height;
}

/** One of the three components of a YUV frame: byte `index` of each sample. */
export interface Component extends Samples {
  readonly index: number;
  /** Luma pixels to a sample, across and down. */
  readonly across: 1 | 2;
  readonly down: 1 | 2;
}

/** Y, U and V of a frame, as it is stored. */
export function componentsOf(frame: Frame): [Component, Component, Component] {
  const [first, second, third] = frame.planes;
  if (!first) throw new RangeError("a raw frame has planes");
  const width = frame.storedWidth;
  const height = frame.storedHeight;
  const half = { width: Math.ceil(width / 2), across: 2 } as const;
  const quarter = { ...half, height: Math.ceil(height / 2), down: 2 } as const;
  const planar = { ...first, width, height, channels: 1, index: 0, across: 1, down: 1 } as const;
  if (frame.format === "nv12" && second) {
    const chroma = { ...second, ...quarter, channels: 2 } as const;
    return [planar, { ...chroma, index: 0 }, { ...chroma, index: 1 }];
  }
  if (frame.format === "i420" && second && third) {
    const chroma = { ...quarter, channels: 1, index: 0 } as const;
    return [planar, { ...second, ...chroma }, { ...third, ...chroma }];
  }
  const luma = frame.format === "yuyv422" ? 0 : 1;
  const packed = { ...first, ...half, height, channels: 4, down: 1 } as const;
  return [
    { ...planar, width: half.width * 2, channels: 2, index: luma },
    { ...packed, index: 1 - luma },
    { ...packed, index: 3 - luma },
  ];
}

/** The samples of a component that cover `rect` of the picture. */
export function covering(rect: Rect, { across, down }: Component): Rect {
  const x = Math.floor(rect.x / across);
  const y = Math.floor(rect.y / down);
  return {
    x,
    y,
    width: Math.ceil((rect.x + rect.width) / across) - x,
    height: Math.ceil((rect.y + rect.height) / down) - y,
  };
}
