import { VisionError } from "../values/errors";
import { isEncoded, rawExtent } from "../values/formats";
import type { Frame } from "../values/frame";

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

/**
 * Throws `INPUT_LAYOUT` unless a raw frame's size, stride and planes fit its bytes; encoded frames
 * are left alone.
 *
 * @param exactly also refuse bytes behind the last row: what came without a stride may have one
 */
export function checkLayout(frame: Frame, exactly = false): void {
  const { format, width, height, stride, planes } = frame;
  if (isEncoded(format)) return;
  const received = frame.data.length;
  const sound = isCount(width) && isCount(height) && isCount(stride);
  const { least, full } = sound
    ? rawExtent(format, frame.storedWidth, frame.storedHeight, planes)
    : { least: Number.NaN, full: Number.NaN };
  if (received >= least && (!exactly || received <= full)) return;
  const expected = Number.isNaN(least) ? "more" : full;
  throw new VisionError("INPUT_LAYOUT", { format, width, height, stride, expected, received });
}
