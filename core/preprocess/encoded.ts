import type { EncodedFormat } from "../values/formats";
import { isCut } from "../values/image-end";
import { withTables } from "../values/jpeg";
import type { Plan, Rect, Size } from "../values/plan";
import { arrange, windowOf } from "./arrange";
import { loadSharp } from "./load-sharp";
import { refusal, truncated } from "./refusal";

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
  // Colour profiles are left aside, as PIL and so torchvision leave them.
  const image = loadSharp()(input, { limitInputPixels: limit, ignoreIcc: true });
  if (format !== "jpeg") image.flatten({ background: "#ffffff" });
  const pixels = await arrange(image, plan, cut)
    .raw()
    .toBuffer()
    .catch((cause: unknown) => {
      throw refusal(format, bytes, cause);
    });
  const window = windowOf(plan);
  if (pixels.length !== window.width * window.height * 3) {
    throw refusal(format, bytes, "it does not decode to three colours");
  }
  return pixels;
}
