import type { FrameFormat } from "../values/formats";
import type { Frame } from "../values/frame";
import type { Plan, Rect } from "../values/plan";
import { loadSharp } from "./load-sharp";
import { isWhole, sharpSamples } from "./planes";
import { resample } from "./resample";
import { inSlices } from "./slices";

const CHANNELS = { rgb24: 3, bgr24: 3, rgba32: 4, bgra32: 4, gray8: 1 } as const;

/** The packed formats whose channels are colours. */
type ColourFormat = keyof typeof CHANNELS;

/** Whether a format is one that {@link packedPixels} takes. */
export function isColourFormat(format: FrameFormat): format is ColourFormat {
  return Object.hasOwn(CHANNELS, format);
}

/** Swaps the first and third byte of each pixel. */
async function swapRedAndBlue(pixels: Uint8Array): Promise<void> {
  await inSlices(pixels.length / 3, (from, to) => {
    for (let i = from * 3; i < to * 3; i += 3) {
      const first = pixels[i] as number;
      pixels[i] = pixels[i + 2] as number;
      pixels[i + 2] = first;
    }
  });
}

/**
 * RGB pixels of the plan's window from a raw frame in RGB, BGR, RGBA, BGRA or grey; transparency is
 * laid over white.
 *
 * @param source what to cut out first, in stored pixels
 */
export async function packedPixels(
  frame: Frame,
  format: ColourFormat,
  plan: Plan,
  source: Rect,
): Promise<Uint8Array> {
  const channels = CHANNELS[format];
  const { data, raw } = sharpSamples(frame.data, {
    offset: frame.planes[0]?.offset ?? 0,
    stride: frame.stride,
    channels,
    width: frame.storedWidth,
    height: frame.storedHeight,
  });
  // sequentialRead off: the pixels lie in memory, and this spares a cache (0.3 ms of 3.7).
  const image = loadSharp()(data, { raw, limitInputPixels: false, sequentialRead: false });
  if (channels === 4) image.flatten({ background: "#ffffff" });
  const pixels = await resample(image, plan, source, !isWhole(source, raw), 3);
  if (format === "bgr24" || format === "bgra32") await swapRedAndBlue(pixels);
  return pixels;
}
