/** Frame formats and how their bytes lie in memory. */

export const ENCODED_FORMATS = ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const;
export const PACKED_FORMATS = ["rgb24", "bgr24", "rgba32", "bgra32", "gray8", "yuyv422", "uyvy422"] as const;
export const PLANAR_FORMATS = ["nv12", "i420"] as const;
export const FRAME_FORMATS = [...ENCODED_FORMATS, ...PACKED_FORMATS, ...PLANAR_FORMATS] as const;

export type EncodedFormat = (typeof ENCODED_FORMATS)[number];
export type RawFormat = (typeof PACKED_FORMATS)[number] | (typeof PLANAR_FORMATS)[number];
export type FrameFormat = (typeof FRAME_FORMATS)[number];

/** Where one plane of a frame starts and how long its rows are, in bytes. */
export interface Plane {
  readonly offset: number;
  readonly stride: number;
}

const BYTES_PER_PIXEL: Readonly<Record<(typeof PACKED_FORMATS)[number], number>> = {
  rgb24: 3,
  bgr24: 3,
  rgba32: 4,
  bgra32: 4,
  gray8: 1,
  yuyv422: 2,
  uyvy422: 2,
};

/** Whether `text` names a frame format. */
export function isFrameFormat(text: unknown): text is FrameFormat {
  return (FRAME_FORMATS as readonly unknown[]).includes(text);
}

/** Whether frames of this format hold a compressed picture. */
export function isEncoded(format: FrameFormat): format is EncodedFormat {
  return (ENCODED_FORMATS as readonly string[]).includes(format);
}

/** Bytes of one row without padding: of the only plane, or of the luma plane of a planar format. */
export function rowBytes(format: RawFormat, width: number): number {
  if (format === "nv12" || format === "i420") return width;
  if (format === "yuyv422" || format === "uyvy422") return Math.ceil(width / 2) * 4;
  return BYTES_PER_PIXEL[format] * width;
}

/**
 * The planes of a raw frame without gaps, from its luma (or only) `stride` in bytes.
 * NV12: Y, interleaved UV. I420: Y, U, V with half the stride (rounded up).
 */
export function planesOf(format: RawFormat, height: number, stride: number): readonly Plane[] {
  if (format === "nv12") {
    return [
      { offset: 0, stride },
      { offset: stride * height, stride: stride + (stride % 2) },
    ];
  }
  if (format === "i420") {
    const half = Math.ceil(stride / 2);
    const rows = Math.ceil(height / 2);
    return [
      { offset: 0, stride },
      { offset: stride * height, stride: half },
      { offset: stride * height + half * rows, stride: half },
    ];
  }
  return [{ offset: 0, stride }];
}

/** Rows and bytes a row (without padding) of one plane. */
interface PlaneSize {
  readonly rows: number;
  readonly bytes: number;
}

/** What each plane of a raw frame holds, in the order of {@link planesOf}. */
function planeSizes(format: RawFormat, width: number, height: number): readonly PlaneSize[] {
  const luma = { rows: height, bytes: rowBytes(format, width) };
  const rows = Math.ceil(height / 2);
  const chroma = Math.ceil(width / 2);
  if (format === "nv12") return [luma, { rows, bytes: chroma * 2 }];
  if (format === "i420") return [luma, { rows, bytes: chroma }, { rows, bytes: chroma }];
  return [luma];
}

/**
 * Bytes that a raw frame with these planes needs: at least `least` (the last row may lack its
 * padding), all in all `full`. `NaN` where the planes cannot be: a row longer than its stride, a
 * plane missing.
 */
export function rawExtent(
  format: RawFormat,
  width: number,
  height: number,
  planes: readonly Plane[],
): { readonly least: number; readonly full: number } {
  let least = 0;
  let full = 0;
  planeSizes(format, width, height).forEach(({ rows, bytes }, i) => {
    const plane = planes[i];
    const sound = plane && plane.offset >= 0 && plane.stride >= bytes;
    const start = sound ? plane.offset + plane.stride * (rows - 1) : Number.NaN;
    least = Math.max(least, start + bytes);
    full = Math.max(full, start + (plane?.stride ?? 0));
  });
  return { least, full };
}

/** Bytes a raw frame without gaps needs at least, from its luma (or only) `stride`. */
export function rawBytes(format: RawFormat, width: number, height: number, stride: number): number {
  return rawExtent(format, width, height, planesOf(format, height, stride)).least;
}

const SIGNATURES: readonly (readonly [EncodedFormat, number, string])[] = [
  ["jpeg", 0, "\xff\xd8\xff"],
  ["png", 0, "\x89PNG\r\n\x1a\n"],
  ["gif", 0, "GIF8"],
  ["webp", 8, "WEBP"],
  ["tiff", 0, "II*\0"],
  ["tiff", 0, "MM\0*"],
  ["tiff", 0, "II+\0"],
  ["tiff", 0, "MM\0+"],
  ["avif", 4, "ftypavif"],
  ["avif", 4, "ftypavis"],
  ["avif", 4, "ftypmif1"],
];

/** The encoded format that `bytes` start with, or `undefined`: nothing else reaches a decoder. */
export function sniff(bytes: Uint8Array): EncodedFormat | undefined {
  return SIGNATURES.find(([, offset, text]) => {
    if (bytes.length < offset + text.length) return false;
    for (let i = 0; i < text.length; i++) {
      if (bytes[offset + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  })?.[0];
}
