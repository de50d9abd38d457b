import type { RawFormat } from "../../core/values/formats";
import type { Matrix, Orientation, Range } from "../../core/values/frame";

/** RGB pictures as raw frames of every format, by formulas written out apart from the code under test. */

/** Y′CbCr of one colour, rounded to bytes (BT.601-7 / BT.709-6, quantised with 8 bits). */
export function yuvOf(
  [r, g, b]: readonly [number, number, number],
  matrix: Matrix,
  range: Range,
): [number, number, number] {
  const [kr, kb] = matrix === "bt601" ? [0.299, 0.114] : [0.2126, 0.0722];
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  const cb = (b - y) / (2 * (1 - kb));
  const cr = (r - y) / (2 * (1 - kr));
  const [black, luma, chroma] = range === "limited" ? [16, 219 / 255, 224 / 255] : [0, 1, 1];
  const byte = (value: number) => Math.min(Math.max(Math.round(value), 0), 255);
  return [byte(black + y * luma), byte(128 + cb * chroma), byte(128 + cr * chroma)];
}

/** One raw frame; `pad` bytes of 255 follow each row (half of it, rounded up, each chroma row of i420). */
export function rawFrame(
  rgb: Uint8Array,
  width: number,
  height: number,
  format: RawFormat,
  { pad = 0, matrix = "bt601", range = "limited" }: { pad?: number; matrix?: Matrix; range?: Range } = {},
): { data: Buffer; stride: number } {
  const pixel = (x: number, y: number): [number, number, number] => {
    const at = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 3;
    return [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number];
  };
  const yuv = (x: number, y: number) => yuvOf(pixel(x, y), matrix, range);
  /** Chroma of the mean colour of a block of `across` × `down` pixels. */
  const chroma = (x: number, y: number, down: number) => {
    const sum: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < 2 * down; i++) {
      pixel(x + (i % 2), y + (i >> 1)).forEach((value, c) => {
        sum[c] = (sum[c] as number) + value / (2 * down);
      });
    }
    return yuvOf(sum, matrix, range);
  };
  const rows: number[][] = [];
  const each = (
    count: number,
    lines: number,
    step: number,
    value: (x: number, y: number) => number[],
    gap = pad,
  ) => {
    for (let y = 0; y < lines; y += step) {
      const row: number[] = [];
      for (let x = 0; x < count; x++) row.push(...value(x, y));
      rows.push([...row, ...Array<number>(gap).fill(255)]);
    }
  };
  const half = Math.ceil(width / 2);
  const packed: Partial<Record<RawFormat, (x: number, y: number) => number[]>> = {
    rgb24: pixel,
    bgr24: (x, y) => pixel(x, y).reverse(),
    rgba32: (x, y) => [...pixel(x, y), 255],
    bgra32: (x, y) => [...pixel(x, y).reverse(), 255],
    gray8: (x, y) => [pixel(x, y)[0]],
  };
  const simple = packed[format];
  if (simple) each(width, height, 1, simple);
  else if (format === "yuyv422" || format === "uyvy422") {
    each(half, height, 1, (x, y) => {
      const [, u, v] = chroma(2 * x, y, 1);
      const [first, second] = [yuv(2 * x, y)[0], yuv(2 * x + 1, y)[0]];
      return format === "yuyv422" ? [first, u, second, v] : [u, first, v, second];
    });
  } else {
    each(width, height, 1, (x, y) => [yuv(x, y)[0]]);
    // an odd width leaves the luma stride odd; NV12's chroma rows are a byte longer then
    const gap =
      format === "nv12"
        ? pad + ((width + pad) % 2) - (half * 2 - width)
        : Math.ceil((width + pad) / 2) - half;
    if (format === "nv12") each(half, height, 2, (x, y) => chroma(2 * x, y, 2).slice(1), gap);
    else for (const c of [1, 2]) each(half, height, 2, (x, y) => [chroma(2 * x, y, 2)[c] as number], gap);
  }
  return { data: Buffer.from(rows.flat()), stride: (rows[0] as number[]).length };
}

/**
 * The stored pixels of a picture that `orientation` turns upright: stored (x, y) is the upright
 * pixel where EXIF puts row 0 and column 0 (EXIF 2.32, 4.6.4 A, orientation).
 */
export function storedAs(
  rgb: Uint8Array,
  width: number,
  height: number,
  orientation: Orientation,
): { data: Buffer; width: number; height: number } {
  const swapped = orientation >= 5;
  const across = swapped ? height : width;
  const down = swapped ? width : height;
  const data = Buffer.alloc(across * down * 3);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const right = width - 1;
      const bottom = height - 1;
      const [ux, uy] = {
        1: [x, y],
        2: [right - x, y],
        3: [right - x, bottom - y],
        4: [x, bottom - y],
        5: [y, x],
        6: [right - y, x],
        7: [right - y, bottom - x],
        8: [y, bottom - x],
      }[orientation] as [number, number];
      const from = (uy * width + ux) * 3;
      data.set(rgb.subarray(from, from + 3), (y * across + x) * 3);
    }
  }
  return { data, width: across, height: down };
}
