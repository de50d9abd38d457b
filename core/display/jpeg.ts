import type sharp from "sharp";
import type { Size } from "../values/plan";

/** Quality of the JPEGs that we make: small, and without visible blocks. */
const QUALITY = 85;

/**
 * Encodes RGB pixels as a JPEG, off the event loop.
 *
 * @param pixels 8 bits a channel, height × width × 3, no padding
 */
export function encodeJpeg(pixels: Uint8Array, { width, height }: Size): Promise<Buffer> {
  const load = require("sharp") as typeof sharp;
  return load(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}
