import sharp from "sharp";

/** Pictures for tests, made by encoders other than the code under test. */

/** Raw RGB of `width` × `height` by a function of place; values 0–255. */
export function rgb(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Buffer {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  }
  return data;
}

/** A smooth picture that looks different from every side: red grows across, green down, blue along both. */
export function gradient(width: number, height: number): Buffer {
  return rgb(width, height, (x, y) => [
    Math.round((255 * x) / Math.max(width - 1, 1)),
    Math.round((255 * y) / Math.max(height - 1, 1)),
    Math.round((255 * (x + y)) / Math.max(width + height - 2, 1)),
  ]);
}

/** sharp over raw RGB. */
export function over(data: Buffer, width: number, height: number): sharp.Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A TIFF block with one directory entry, the orientation. */
export function exifBlock(orientation: number, { little = true, type = 3 } = {}): Buffer {
  const block = Buffer.alloc(26);
  const put16 = (value: number, at: number) =>
    little ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const put32 = (value: number, at: number) =>
    little ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  block.write(little ? "II" : "MM", 0, "latin1");
  put16(42, 2);
  put32(8, 4);
  put16(1, 8);
  put16(0x0112, 10);
  put16(type, 12);
  put32(1, 14);
  if (type === 4) put32(orientation, 18);
  else if (type === 1) block[18] = orientation;
  else put16(orientation, 18);
  return block;
}

/** A JPEG segment with its marker and length. */
export function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** `jpeg` with an EXIF orientation put in behind SOI. */
export function withOrientation(
  jpeg: Buffer,
  orientation: number,
  shape?: { little?: boolean; type?: number },
) {
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exifBlock(orientation, shape)]);
  return Buffer.concat([jpeg.subarray(0, 2), jpegSegment(0xe1, exif), jpeg.subarray(2)]);
}

/** `jpeg` without its Huffman tables, as UVC cameras send frames. */
export function withoutTables(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (jpeg[at + 1] !== 0xc4) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, jpeg.subarray(at)]);
}

/** Largest and mean distance of two pictures, value by value. */
export function distance(a: Uint8Array, b: Uint8Array): { max: number; mean: number } {
  if (a.length !== b.length) throw new RangeError(`${a.length} against ${b.length} values`);
  let max = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs((a[i] as number) - (b[i] as number));
    max = Math.max(max, apart);
    sum += apart;
  }
  return { max, mean: sum / a.length };
}
