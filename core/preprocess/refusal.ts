import { VisionError } from "../values/errors";
import type { EncodedFormat } from "../values/formats";
import { isCut } from "../values/image-end";

/** What decoders say when their bytes run out, of the formats whose structure alone cannot tell. */
const CUT: Partial<Readonly<Record<EncodedFormat, RegExp>>> = {
  // an end marker put behind half a picture
  jpeg: /premature end/i,
  tiff: /got \d+ bytes, expected/i,
  avif: /end of file|premature end|unexpected end/i,
};

/** The error for an encoded picture that ends too early. */
export function truncated(format: EncodedFormat, bytes: Uint8Array, cause?: unknown): VisionError {
  const detail = `its ${format.toUpperCase()} data (${bytes.length} bytes) end before the picture does`;
  return new VisionError("INPUT_TRUNCATED", { detail }, { cause });
}

/** A decoder's error as `INPUT_TRUNCATED` or `INPUT_CORRUPT`. */
export function refusal(format: EncodedFormat, bytes: Uint8Array, cause: unknown): VisionError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isCut(format, bytes) || CUT[format]?.test(message)) return truncated(format, bytes, cause);
  const detail = /exceeds pixel limit/.test(message)
    ? "it is larger than its header says"
    : (message.trim().split("\n")[0] as string);
  return new VisionError("INPUT_CORRUPT", { format: format.toUpperCase(), detail }, { cause });
}
