import { VisionError } from "../values/errors";
import { asOrientation } from "../values/exif";
import type { EncodedFormat } from "../values/formats";
import { type Frame, swapsAxes } from "../values/frame";
import { type BadHeader, type ImageHeader, readHeader } from "../values/image-header";
import { compose } from "../values/orientation";
import type { PictureInfo } from "../values/plan";
import { loadSharp } from "./load-sharp";
import { refusal, truncated } from "./refusal";

/** Size and orientation of a TIFF or AVIF picture; sharp reads the header. */
async function askSharp(format: EncodedFormat, bytes: Buffer): Promise<ImageHeader> {
  try {
    // The limit is ours, and said with both numbers: measuring decodes nothing.
    const { orientation, autoOrient } = await loadSharp()(bytes, { limitInputPixels: false }).metadata();
    return { format, ...autoOrient, orientation: asOrientation(orientation) };
  } catch (cause) {
    if (cause instanceof VisionError) throw cause;
    throw refusal(format, bytes, cause);
  }
}

/**
 * Upright size and orientation of an encoded frame. The size is the header's, whatever the frame
 * says; the orientation is the frame's, into which EXIF was composed by whoever read the header,
 * or EXIF and then the frame's where nobody has (width 0).
 *
 * Throws `INPUT_TRUNCATED`, `INPUT_CORRUPT`.
 */
export async function measureEncoded(frame: Frame, format: EncodedFormat): Promise<PictureInfo> {
  const header: ImageHeader | BadHeader = readHeader(frame.data) ?? (await askSharp(format, frame.data));
  if ("fault" in header) {
    if (header.fault === "truncated") throw truncated(format, frame.data);
    throw new VisionError("INPUT_CORRUPT", {
      format: format.toUpperCase(),
      detail: "its header makes no sense",
    });
  }
  const orientation = frame.width === 0 ? compose(header.orientation, frame.orientation) : frame.orientation;
  // Both are sizes upright: theirs after the file's own orientation, ours after the frame's.
  const swapped = swapsAxes(header.orientation) !== swapsAxes(orientation);
  const { width, height } = header;
  return swapped ? { width: height, height: width, orientation } : { width, height, orientation };
}
