import type { EncodedFormat } from "../values/formats";
import { isCut } from "../values/image-end";
import { withTables } from "../values/jpeg";
import type { Plan, Rect, Size } from "../values/plan";
import { loadSharp } from "./load-sharp";
import { isWhole } from "./planes";
import { refusal, truncated } from "./refusal";
import { resample } from "./resample";

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
  // A cut, even of everything, keeps decoders from scaling on load, which nearest must not see.
  const cut = !isWhole(source, stored) || plan.interpolation === "nearest";
  const input = format === "jpeg" ? withTables(bytes) : bytes;
  // Colour profiles are left aside, as PIL and so torchvision leave them.
  const image = loadSharp()(input, { limitInputPixels: limit, ignoreIcc: true });
  if (format !== "jpeg") image.flatten({ background: "#ffffff" });
  try {
    return await resample(image, plan, source, cut, 3);
  } catch (cause) {
    throw refusal(format, bytes, cause);
  }
}
