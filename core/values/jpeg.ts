/** The outer structure of JPEG files (ITU-T T.81, annex B): segments, tables, completeness. Pure. */

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DHT = 0xc4;

/** One marker segment; `start` and `end` enclose its content, without marker and length. */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Whether a marker starts a frame header (SOF0–SOF15; DHT, JPG and DAC lie in the same row). */
export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * The segments from SOI up to and including the first SOS or EOI; ends early where the bytes do.
 * Bytes that are no marker are passed over, as libjpeg does.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void> {
  let at = 2;
  while (at < bytes.length) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) return;
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= SOI)) continue;
    if (marker === EOI) {
      yield { marker, start: at, end: at };
      return;
    }
    if (at + 2 > bytes.length) return;
    const end = at + Math.max(2, (bytes[at] as number) * 256 + (bytes[at + 1] as number));
    yield { marker, start: at + 2, end };
    if (marker === SOS) return;
    at = end;
  }
}

/**
 * Whether a JPEG lacks its end: no EOI marker behind the start of its pixels (one inside an EXIF
 * thumbnail does not count). Says nothing about damage in between.
 */
export function isJpegCut(bytes: Uint8Array): boolean {
  let pixels = -1;
  for (const { marker, end } of jpegSegments(bytes)) if (marker === SOS) pixels = end;
  if (pixels < 0) return true;
  for (let at = bytes.length; at > pixels; ) {
    at = bytes.lastIndexOf(EOI, at - 1);
    if (at > pixels && bytes[at - 1] === 0xff) return false;
    if (at < 0) return true;
  }
  return true;
}

/** Bits (16 counts) and values of one Huffman table. */
type Table = readonly [kind: number, counts: readonly number[], values: readonly number[]];

const COUNTING = Array.from({ length: 12 }, (_, i) => i);

/** Rows of annex K.3's AC tables: runs of hexadecimal digits, two a value. */
function hex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** The tables of ITU-T T.81 annex K.3.3, which motion JPEG leaves out. */
const STANDARD: readonly Table[] = [
  [0x00, [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], COUNTING],
  [
    0x10,
    [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    hex(
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a" +
        "3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495" +
        "969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9ea" +
        "f1f2f3f4f5f6f7f8f9fa",
    ),
  ],
  [0x01, [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], COUNTING],
  [
    0x11,
    [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
    hex(
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26272829" +
        "2a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a929394" +
        "95969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9ea" +
        "f2f3f4f5f6f7f8f9fa",
    ),
  ],
];

/** The four standard tables as one DHT segment. */
export function standardTables(): Uint8Array {
  const content = STANDARD.flatMap(([kind, counts, values]) => [kind, ...counts, ...values]);
  const length = content.length + 2;
  return Uint8Array.from([0xff, DHT, length >> 8, length & 0xff, ...content]);
}

/** Whether a JPEG has no Huffman table in front of its pixels, as frames of UVC cameras have none. */
export function lacksTables(bytes: Uint8Array): boolean {
  for (const { marker } of jpegSegments(bytes)) {
    if (marker === DHT) return false;
    if (marker === SOS) return true;
  }
  return false;
}

/**
 * A complete JPEG: `bytes` themselves, or a copy with the standard Huffman tables put in behind SOI
 * if it has none. Arithmetic coded pictures (SOF9 and up) need none and stay as they are.
 */
export function withTables(bytes: Uint8Array): Uint8Array {
  if (!lacksTables(bytes)) return bytes;
  for (const { marker } of jpegSegments(bytes)) {
    if (isFrameHeader(marker) && marker > 0xc8) return bytes;
  }
  const tables = standardTables();
  const whole = new Uint8Array(bytes.length + tables.length);
  whole.set(bytes.subarray(0, 2));
  whole.set(tables, 2);
  whole.set(bytes.subarray(2), 2 + tables.length);
  return whole;
}
