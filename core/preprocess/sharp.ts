import { isEncoded } from "../values/formats";
import { type Frame, swapsAxes } from "../values/frame";
import { storedRect } from "../values/orientation";
import type { PictureInfo, Plan } from "../values/plan";
import { encodedPixels } from "./encoded";
import { isColourFormat, packedPixels } from "./packed";
import { place } from "./window";
import { yuvPixels } from "./yuv";

/**
 * Executes a plan on the CPU with sharp, off the event loop: the reference that every other way to
 * the same pixels is tested against.
 *
 * @param picture upright size and orientation, as measured
 * @param limit most pixels that a decoder may open
 * @returns RGB, 8 bits a channel, of `plan.output`
 * Throws `INPUT_TRUNCATED`, `INPUT_CORRUPT`, `SHARP_MISSING`.
 */
export async function sharpPixels(
  frame: Frame,
  picture: PictureInfo,
  plan: Plan,
  limit: number,
): Promise<Uint8Array> {
  const { width, height, orientation } = picture;
  const source = storedRect(plan.source, picture, orientation);
  const stored = swapsAxes(orientation) ? { width: height, height: width } : { width, height };
  const { format } = frame;
  if (isEncoded(format)) {
    return place(await encodedPixels(frame.data, format, plan, { source, stored, limit }), plan);
  }
  if (isColourFormat(format)) return place(await packedPixels(frame, format, plan, source), plan);
  return place(await yuvPixels(frame, plan, source), plan);
}
