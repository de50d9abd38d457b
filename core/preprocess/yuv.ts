import type { Frame, Matrix, Range } from "../values/frame";
import type { Plan, Rect } from "../values/plan";
import { loadSharp } from "./load-sharp";
import { type Component, componentsOf, covering, isWhole, sharpSamples } from "./planes";
import { resample } from "./resample";
import { inSlices } from "./slices";
import { windowOf } from "./window";

/** Luma coefficients of red and blue (ITU-R BT.601-7, 2.5.1; BT.709-6, 3.2). */
const LUMA: Readonly<Record<Matrix, readonly [kr: number, kb: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

/** Y, U, V of the same size → RGB, three bytes a pixel, into `rgb`. */
async function toRgb(
  [luma, blue, red]: readonly [Uint8Array, Uint8Array, Uint8Array],
  matrix: Matrix,
  range: Range,
  rgb: Uint8ClampedArray,
): Promise<void> {
  const [kr, kb] = LUMA[matrix];
  const kg = 1 - kr - kb;
  const black = range === "limited" ? 16 : 0;
  const scale = range === "limited" ? 255 / 219 : 1;
  const chroma = range === "limited" ? 255 / 224 : 1;
  const redInR = 2 * (1 - kr) * chroma;
  const blueInB = 2 * (1 - kb) * chroma;
  const redInG = (redInR * kr) / kg;
  const blueInG = (blueInB * kb) / kg;
  await inSlices(luma.length, (from, to) => {
    for (let i = from, o = from * 3; i < to; i++, o += 3) {
      const y = ((luma[i] as number) - black) * scale;
      const b = (blue[i] as number) - 128;
      const r = (red[i] as number) - 128;
      rgb[o] = y + redInR * r;
      rgb[o + 1] = y - redInG * r - blueInG * b;
      rgb[o + 2] = y + blueInB * b;
    }
  });
}

/** One component of the plan's window: one byte a pixel. */
async function componentPixels(
  bytes: Uint8Array,
  component: Component,
  source: Rect,
  plan: Plan,
): Promise<Uint8Array> {
  const sharp = loadSharp();
  const options = { limitInputPixels: false, sequentialRead: false } as const;
  const { data, raw } = sharpSamples(bytes, component);
  const rect = covering(source, component);
  const cut = !isWhole(rect, raw);
  if (component.channels === 1) {
    return resample(sharp(data, { ...options, raw }).toColourspace("b-w"), plan, rect, cut, 1);
  }
  // Apart first: sharp takes the last of 2 or 4 channels for transparency and weights by it while it
  // resizes. It converts colours before it picks a channel: name the space that it takes them for.
  const image = sharp(data, { ...options, raw })
    .extractChannel(component.index as 0 | 1 | 2 | 3)
    .toColourspace(component.channels === 2 ? "b-w" : "srgb");
  if (cut) image.extract({ left: rect.x, top: rect.y, width: rect.width, height: rect.height });
  const alone = sharp(await image.raw().toBuffer(), {
    ...options,
    raw: { width: rect.width, height: rect.height, channels: 1 },
  });
  return resample(alone.toColourspace("b-w"), plan, { ...rect, x: 0, y: 0 }, false, 1);
}

/**
 * RGB pixels of the plan's window from a YUV frame. Each component is resized apart, off the event
 * loop, and the colours are converted at the target size: 20 × fewer pixels than before it. Both
 * are linear, so that only roundings differ; chroma is taken as centred between its luma pixels.
 *
 * @param source what to cut out first, in stored pixels
 */
export async function yuvPixels(frame: Frame, plan: Plan, source: Rect): Promise<Uint8Array> {
  const [luma, blue, red] = componentsOf(frame);
  const planes = await Promise.all([
    componentPixels(frame.data, luma, source, plan),
    componentPixels(frame.data, blue, source, plan),
    componentPixels(frame.data, red, source, plan),
  ]);
  const { width, height } = windowOf(plan);
  const rgb = new Uint8ClampedArray(width * height * 3);
  await toRgb(planes, frame.matrix, frame.range, rgb);
  return new Uint8Array(rgb.buffer);
}
