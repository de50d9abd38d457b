import { VisionError } from "../values/errors";
import { isEncoded } from "../values/formats";
import type { Frame } from "../values/frame";
import { type PictureInfo, plan } from "../values/plan";
import type { Realise } from "../values/tensor";
import { checkLayout } from "./layout";
import { measureEncoded } from "./measure";
import { sharpPixels } from "./sharp";

/** Upright size and orientation of a frame; throws `INPUT_*` for one that cannot be. */
async function measure(frame: Frame): Promise<PictureInfo> {
  if (frame.data.length === 0) throw new VisionError("INPUT_EMPTY");
  if (isEncoded(frame.format)) return measureEncoded(frame, frame.format);
  checkLayout(frame);
  const { width, height, orientation } = frame;
  return { width, height, orientation };
}

/** What {@link createRealise} may be told. */
export interface RealiseOptions {
  /** Largest picture, in megapixels; told from the header, before a decoder sees it. */
  readonly maxMegapixels: number;
}

/**
 * Makes the function that turns a frame into pixels by a spec: measure, limit, decide, execute.
 * The first that can execute does; today that is sharp.
 *
 * The function throws `INPUT_EMPTY`, `INPUT_LAYOUT`, `INPUT_TOO_LARGE`, `INPUT_TRUNCATED`,
 * `INPUT_CORRUPT`, `SHARP_MISSING`; times are in ms.
 */
export function createRealise({ maxMegapixels }: RealiseOptions): Realise {
  const limit = Math.floor(maxMegapixels * 1e6);
  return async (frame, spec, binding) => {
    const started = performance.now();
    const picture = await measure(frame);
    const { width, height } = picture;
    if (width * height > limit) {
      throw new VisionError("INPUT_TOO_LARGE", { width, height, limit: maxMegapixels });
    }
    const decided = plan(spec, picture, binding);
    const data = await sharpPixels(frame, picture, decided, limit);
    const stage = isEncoded(frame.format) ? "decode" : "preprocess";
    return { data, plan: decided, timings: { [stage]: performance.now() - started } };
  };
}
