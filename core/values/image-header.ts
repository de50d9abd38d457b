import { exifOrientation } from "./exif";
import { type EncodedFormat, sniff } from "./formats";
import { type Orientation, swapsAxes } from "./frame";
import { isFrameHeader, jpegSegments } from "./jpeg";

/** What the first bytes of an encoded picture say. */
export interface ImageHeader {
  readonly format: EncodedFormat;
  /** Pixels, upright (after `orientation`). */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}

/** A header that ends too early (`truncated`) or makes no sense (`corrupt`). */
export interface BadHeader {
  readonly format: EncodedFormat;
  readonly fault: "truncated" | "corrupt";
}

type Result = ImageHeader | BadHeader;

/** Chunks looked at before giving up on an EXIF block: hostile files have millions. */
const MAX_CHUNKS = 4096;

const le16 = (b: Uint8Array, at: number): number => (b[at] as number) | ((b[at + 1] as number) << 8);
const le24 = (b: Uint8Array, at: number): number => le16(b, at) | ((b[at + 2] as number) << 16);
const le32 = (b: Uint8Array, at: number): number => le24(b, at) + (b[at + 3] as number) * 2 ** 24;
const be16 = (b: Uint8Array, at: number): number => ((b[at] as number) << 8) | (b[at + 1] as number);
const be32 = (b: Uint8Array, at: number): number => be16(b, at) * 2 ** 16 + be16(b, at + 2);
const tag = (b: Uint8Array, at: number): string => String.fromCharCode(...b.subarray(at, at + 4));

function header(
  format: EncodedFormat,
  storedWidth: number,
  storedHeight: number,
  orientation: Orientation = 1,
): Result {
  if (!storedWidth || !storedHeight) return { format, fault: "corrupt" };
  return swapsAxes(orientation)
    ? { format, width: storedHeight, height: storedWidth, orientation }
    : { format, width: storedWidth, height: storedHeight, orientation };
}

/** Size from the first SOFn; orientation from the first APP1 that holds EXIF. */
function jpeg(bytes: Uint8Array): Result {
  let orientation: Orientation | undefined;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (isFrameHeader(marker)) {
      if (start + 6 > bytes.length) break;
      return header("jpeg", be16(bytes, start + 3), be16(bytes, start + 1), orientation);
    }
    if (marker === 0xda || marker === 0xd9) return { format: "jpeg", fault: "corrupt" };
    if (marker === 0xe1 && tag(bytes, start) === "Exif") orientation ??= exifOrientation(bytes, start, end);
  }
  return { format: "jpeg", fault: "truncated" };
}

/** Size from IHDR; orientation from an eXIf chunk in front of the pixels, the only one that sharp honours. */
function png(bytes: Uint8Array): Result {
  if (bytes.length < 33) return { format: "png", fault: "truncated" };
  if (tag(bytes, 12) !== "IHDR") return { format: "png", fault: "corrupt" };
  let orientation: Orientation = 1;
  for (let at = 33, n = 0; at + 8 <= bytes.length && n < MAX_CHUNKS; n++) {
    const name = tag(bytes, at + 4);
    if (name === "IDAT") break;
    const end = at + 8 + be32(bytes, at);
    if (name === "eXIf") orientation = exifOrientation(bytes, at + 8, end);
    at = end + 4;
  }
  return header("png", be32(bytes, 16), be32(bytes, 20), orientation);
}

/** Orientation from the EXIF chunk of an extended WebP. */
function webpOrientation(bytes: Uint8Array): Orientation {
  for (let at = 30, n = 0; at + 8 <= bytes.length && n < MAX_CHUNKS; n++) {
    const length = le32(bytes, at + 4);
    if (tag(bytes, at) === "EXIF") return exifOrientation(bytes, at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return 1;
}

/** WebP container specification (RFC 9649, 2.5–2.7) and VP8 frame header (RFC 6386, 9.1). */
function webp(bytes: Uint8Array): Result {
  if (bytes.length < 30) return { format: "webp", fault: "truncated" };
  switch (tag(bytes, 12)) {
    case "VP8 ":
      if (be16(bytes, 23) !== 0x9d01 || bytes[25] !== 0x2a) break;
      return header("webp", le16(bytes, 26) & 0x3fff, le16(bytes, 28) & 0x3fff);
    case "VP8L": {
      if (bytes[20] !== 0x2f) break;
      const bits = le32(bytes, 21);
      return header("webp", (bits & 0x3fff) + 1, (Math.floor(bits / 2 ** 14) & 0x3fff) + 1);
    }
    case "VP8X":
      return header("webp", le24(bytes, 24) + 1, le24(bytes, 27) + 1, webpOrientation(bytes));
  }
  return { format: "webp", fault: "corrupt" };
}

/** Size of the logical screen. */
function gif(bytes: Uint8Array): Result {
  if (bytes.length < 13) return { format: "gif", fault: "truncated" };
  return header("gif", le16(bytes, 6), le16(bytes, 8));
}

/**
 * Size and orientation of an encoded picture from its first bytes, in microseconds, whatever the
 * bytes: never throws, and its work is bounded. `undefined`: a format whose header is not read here
 * (TIFF, AVIF), or no picture.
 */
export function readHeader(bytes: Uint8Array): ImageHeader | BadHeader | undefined {
  switch (sniff(bytes)) {
    case "jpeg":
      return jpeg(bytes);
    case "png":
      return png(bytes);
    case "webp":
      return webp(bytes);
    case "gif":
      return gif(bytes);
    default:
      return undefined;
  }
}
