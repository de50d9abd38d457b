import { readPhoto } from "../../../core/files/photos";
import { accept } from "../../../core/preprocess/accept";
import { VisionError } from "../../../core/values/errors";
import { Frame } from "../../../core/values/frame";
import type { Size } from "../../../core/values/plan";
import { DEFAULT_SPEC, type PreprocessSpec } from "../../../core/values/spec";
import type { Pixels as Decoded, Realise } from "../../../core/values/tensor";
import type { PictureChoice, Pixels, SeenPicture } from "../contract";

/** Longer side of the small image of a picture, in pixels; forms show it at half of that. */
const SMALL = 336;

/** The picture of a request as a frame, and its name. Throws `INPUT_*`, `SOURCE_NOT_FOUND`. */
export async function frameOf(choice: PictureChoice): Promise<{ name: string; frame: Frame }> {
  const sample = "sample" in choice;
  const name = sample ? choice.sample : choice.name;
  const bytes = sample ? await readPhoto(choice.sample) : Buffer.from(choice.data, "base64");
  const accepted = accept(bytes, name);
  if (!(accepted instanceof Frame))
    throw new VisionError("INPUT_UNSUPPORTED", { where: name, found: "no single picture" });
  return { name, frame: accepted };
}

/** Realised pixels, as a form draws them. */
export function toPixels({ data, plan }: Decoded): Pixels {
  const { width, height } = plan.output;
  const { buffer, byteOffset, byteLength } = data;
  return { width, height, rgb: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
}

function smallSize({ width, height }: Size): Size {
  const factor = Math.min(1, SMALL / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** A frame's size and a small image of it, upright. Throws `INPUT_*`. */
export async function seen(realise: Realise, name: string, frame: Frame): Promise<SeenPicture> {
  const probe: PreprocessSpec = { ...DEFAULT_SPEC, resize: "stretch", width: 1, height: 1 };
  const { source } = (await realise(frame, probe, {})).plan;
  const small = await realise(frame, { ...probe, ...smallSize(source) }, {});
  return { name, width: source.width, height: source.height, image: toPixels(small) };
}
