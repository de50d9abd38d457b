import type { EncodedFormat } from "../values/formats";
import type { Size } from "../values/plan";

/** How a decoder may shrink a picture while it reads it: sharp's `fastShrinkOnLoad` on, off, or not at all. */
export type ScaleOnLoad = "fast" | "gentle" | "never";

/** Target pixels by which the far edge may be off. */
const TOLERANCE = 0.1;

/** Largest of the factors that libjpeg offers. */
const factorUnder = (shrink: number): number => [8, 4, 2].find((factor) => factor <= shrink) ?? 1;

/** Target pixels by which the far edge is off when a side of `from` is decoded `factor` times smaller. */
function misfit(from: number, to: number, factor: number): number {
  return ((Math.ceil(from / factor) * factor - from) * to) / from;
}

/**
 * Whether scaling on load keeps every pixel in its place. A JPEG decoder rounds each side up to a
 * whole number of its smaller blocks and the rest is then stretched over the target: at 1853 → 256
 * the far edge is off by 0.4 pixels, at 1920 by none. libwebp scales by a box only, no faster than
 * decoding all (mean 0.8 instead of 0.35 from Pillow). How sharp picks the factor: 0.35,
 * src/pipeline.cc, "jpegShrinkOnLoad".
 */
export function scaleOnLoad(format: EncodedFormat, from: Size, to: Size): ScaleOnLoad {
  if (format !== "jpeg") return "gentle";
  const shrink = Math.min(from.width / to.width, from.height / to.height);
  const fits = (factor: number): boolean =>
    misfit(from.width, to.width, factor) <= TOLERANCE && misfit(from.height, to.height, factor) <= TOLERANCE;
  if (fits(factorUnder(shrink))) return "fast";
  return fits(factorUnder(shrink / 2)) ? "gentle" : "never";
}
