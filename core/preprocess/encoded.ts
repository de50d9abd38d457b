import { VisionError } from "../values/errors";
import { asOrientation } from "../values/exif";
import type { EncodedFormat } from "../values/formats";
import { type Frame, swapsAxes } from "../values/frame";
import { isCut } from "../values/image-end";
import { type BadHeader, type ImageHeader, readHeader } from "../values/image-header";
import { withTables } from "../values/jpeg";
import { compose } from "../values/orientation";
import type { PictureInfo, Plan, Rect, Size } from "../values/plan";
import { arrange, windowOf } from "./arrange";
import { loadSharp } from "./load-sharp";

/** What decoders say when their bytes run out. */
const CUT =
  /premature end|truncat|unexpected end|end of (file|input|data|stream)|read error|not enough data|eof/i;

/** What libjpeg says of stuffing in front of a marker: cameras pad their frames, all pixels are there. */
const PADDED = /extraneous bytes before marker 0xd9/;

function truncated(format: EncodedFormat, bytes: Uint8Array, cause?: unknown): VisionError {
  const detail = `the ${format.toUpperCase()} data ends after ${bytes.length} bytes, before the end of the picture`;
  return new VisionError("INPUT_TRUNCATED", { detail }, { cause });
}

/** A decoder's error as one of ours. */
function refusal(format: EncodedFormat, bytes: Uint8Array, cause: unknown): VisionError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (CUT.test(message)) return truncated(format, bytes, cause);
  const detail = message.trim().split("\n")[0] as string;
  return new VisionError("INPUT_CORRUPT", { format: format.toUpperCase(), detail }, { cause });
}

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

/** RGB pixels by one sharp pipeline. */
function decode(
  bytes: Uint8Array,
  format: EncodedFormat,
  plan: Plan,
  source: Rect | null,
  limit: number,
  failOn: "warning" | "truncated",
): Promise<Buffer> {
  // Colour profiles are left aside, as PIL and so torchvision leave them.
  const image = loadSharp()(bytes, { failOn, limitInputPixels: limit, ignoreIcc: true });
  if (format !== "jpeg") image.flatten({ background: "#ffffff" });
  return arrange(image, plan, source).raw().toBuffer();
}

/**
 * RGB pixels of the plan's window from an encoded picture; transparency is laid over white.
 *
 * @param source what to cut out first, in stored pixels
 * @param stored size of the picture as it is stored
 * @param limit most pixels that the decoder may open
 * Throws `INPUT_TRUNCATED`, `INPUT_CORRUPT`.
 */
export async function encodedPixels(
  bytes: Buffer,
  format: EncodedFormat,
  plan: Plan,
  { source, stored, limit }: { source: Rect; stored: Size; limit: number },
): Promise<Uint8Array> {
  if (isCut(format, bytes)) throw truncated(format, bytes);
  const whole = source.width === stored.width && source.height === stored.height;
  // A cut, even of everything, keeps decoders from scaling on load, which nearest must not see.
  const cut = whole && plan.interpolation !== "nearest" ? null : source;
  const input = format === "jpeg" ? withTables(bytes) : bytes;
  let pixels: Buffer;
  try {
    pixels = await decode(input, format, plan, cut, limit, "warning");
  } catch (cause) {
    if (!(cause instanceof Error && PADDED.test(cause.message))) throw refusal(format, bytes, cause);
    pixels = await decode(input, format, plan, cut, limit, "truncated");
  }
  const window = windowOf(plan);
  if (pixels.length !== window.width * window.height * 3) {
    throw refusal(format, bytes, new Error("it does not decode to three colours"));
  }
  return pixels;
}
