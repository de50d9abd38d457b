import type { EncodedFormat } from "../values/formats";
import { isCut } from "../values/image-end";
import { withTables } from "../values/jpeg";
import type { Plan, Rect, Size } from "../values/plan";
import { loadSharp } from "./load-sharp";
import { isWhole } from "./planes";
import { refusal, truncated } from "./refusal";
import { resample } from "./resample";
import { scaleOnLoad } from "./scale-on-load";

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
  const input = format === "jpeg" ? withTables(bytes) : bytes;
  // Colour profiles are left aside, as PIL and so torchvision leave them.
  const image = loadSharp()(input, { limitInputPixels: limit, ignoreIcc: true });
  if (format !== "jpeg") image.flatten({ background: "#ffffff" });
  try {
    const cut = !isWhole(source, stored);
    return await resample(image, plan, source, cut, 3, (target) =>
      // nearest takes pixels as they are, not means of them
      plan.interpolation === "nearest" ? "never" : scaleOnLoad(format, stored, target),
    );
  } catch (cause) {
    throw refusal(format, bytes, cause);
  }
}
