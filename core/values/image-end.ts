import type { EncodedFormat } from "./formats";
import { isJpegCut } from "./jpeg";

/** Blocks walked before the question is left to the decoder: hostile files have millions. */
const MAX_BLOCKS = 1_000_000;

/** Whether the chunks of a PNG end before IEND. */
function isPngCut(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8, n = 0; n < MAX_BLOCKS; n++) {
    if (at + 12 > bytes.length) return true;
    if (view.getUint32(at + 4) === 0x49454e44) return false;
    at += 12 + view.getUint32(at);
  }
  return false;
}

/** Whether a RIFF container says it is longer than its bytes. */
function isWebpCut(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length < 12 || view.getUint32(4, true) + 8 > bytes.length;
}

/** Bytes of a GIF colour table whose packed field is `packed`. */
function colourTable(packed: number): number {
  return packed & 0x80 ? 3 << ((packed & 7) + 1) : 0;
}

/** Whether a GIF ends before the end of its first picture (GIF89a, 18–23). */
function isGifCut(bytes: Uint8Array): boolean {
  let at = 13 + colourTable(bytes[10] ?? 0);
  let picture = false;
  for (let n = 0; n < MAX_BLOCKS; n++) {
    const kind = bytes[at];
    if (kind === undefined) return true;
    if (kind === 0x3b) return false;
    picture = kind === 0x2c;
    at += picture ? 11 + colourTable(bytes[at + 9] ?? 0) : 2;
    for (; n < MAX_BLOCKS && bytes[at]; n++) at += (bytes[at] as number) + 1;
    if (at >= bytes.length) return true;
    if (picture) return false;
    at++;
  }
  return false;
}

/** Whether a TIFF ends before its first directory (TIFF 6.0, 2; BigTIFF: 8 bytes of offset). */
function isTiffCut(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes[0] === 0x49;
  const big = view.getUint16(2, little) === 43;
  const directory = big ? Number(view.getBigUint64(8, little)) : view.getUint32(4, little);
  return directory + 2 > bytes.length;
}

/**
 * Whether an encoded picture ends too early, by its outer structure. A TIFF can also end between its
 * directory and its pixels, and an AVIF anywhere: there the decoder tells. Never throws; bounded.
 */
export function isCut(format: EncodedFormat, bytes: Uint8Array): boolean {
  switch (format) {
    case "jpeg":
      return isJpegCut(bytes);
    case "png":
      return isPngCut(bytes);
    case "webp":
      return isWebpCut(bytes);
    case "gif":
      return isGifCut(bytes);
    case "tiff":
      return isTiffCut(bytes);
    default:
      return false;
  }
}
