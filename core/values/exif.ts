import type { Orientation } from "./frame";

const ORIENTATION_TAG = 0x0112;
const BYTE = 1;
const SHORT = 3;
const LONG = 4;

/**
 * The orientation in an EXIF block: a TIFF header and its first directory (EXIF 2.32, 4.6.4).
 * Anything missing, damaged or out of 1–8 is 1, as libexif and sharp have it. Never throws.
 *
 * @param bytes what holds the block
 * @param start offset of its "II" or "MM" (an "Exif\0\0" in front is skipped)
 * @param end offset behind it
 */
export function exifOrientation(bytes: Uint8Array, start: number, end: number): Orientation {
  const named = bytes[start] === 0x45 && bytes[start + 1] === 0x78;
  const tiff = named ? start + 6 : start;
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(end, bytes.length));
  if (tiff + 8 > view.byteLength) return 1;
  const order = view.getUint16(tiff);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > view.byteLength) return 1;
  const last = directory + 2 + 12 * view.getUint16(directory, little);
  for (let entry = directory + 2; entry < last && entry + 12 <= view.byteLength; entry += 12) {
    if (view.getUint16(entry, little) !== ORIENTATION_TAG) continue;
    return asOrientation(number(view, entry, little));
  }
  return 1;
}

/** First value of a directory entry that holds whole numbers; 0 if it holds none. */
function number(view: DataView, entry: number, little: boolean): number {
  if (view.getUint32(entry + 4, little) === 0) return 0;
  switch (view.getUint16(entry + 2, little)) {
    case BYTE:
      return view.getUint8(entry + 8);
    case SHORT:
      return view.getUint16(entry + 8, little);
    case LONG:
      return view.getUint32(entry + 8, little);
    default:
      return 0;
  }
}

/** A number as an orientation; anything but 1–8 is 1. */
export function asOrientation(value: number | undefined): Orientation {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8
    ? (value as Orientation)
    : 1;
}
