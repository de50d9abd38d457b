import type { Frame, Matrix, Range } from "../values/frame";
import type { Plan, Rect } from "../values/plan";
import { arrange, windowOf } from "./arrange";
import { loadSharp } from "./load-sharp";
import { type Component, componentsOf, covering, sharpSamples, unlessWhole } from "./planes";
import { inSlices } from "./slices";

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

/** One component, arranged by the plan: one byte a pixel of its window. */
async function arranged(bytes: Uint8Array, component: Component, source: Rect, plan: Plan): Promise<Buffer> {
  const sharp = loadSharp();
  const options = { limitInputPixels: false, sequentialRead: false } as const;
  let { data, raw } = sharpSamples(bytes, component);
  let cut = unlessWhole(covering(source, component), raw);
  if (component.channels > 1) {
    // Apart first: sharp takes the last of 2 or 4 channels for transparency and weights by it while it resizes.
    // It also converts colours before it picks a channel: name the space that the samples are taken for.
    const space = component.channels === 2 ? "b-w" : "srgb";
    const image = sharp(data, { ...options, raw }).extractChannel(component.index as 0 | 1 | 2 | 3);
    if (cut) image.extract({ left: cut.x, top: cut.y, width: cut.width, height: cut.height });
    raw = { width: cut?.width ?? raw.width, height: cut?.height ?? raw.height, channels: 1 };
    data = await image.toColourspace(space).raw().toBuffer();
    cut = null;
  }
  return arrange(sharp(data, { ...options, raw }).toColourspace("b-w"), plan, cut)
    .raw()
    .toBuffer();
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
    arranged(frame.data, luma, source, plan),
    arranged(frame.data, blue, source, plan),
    arranged(frame.data, red, source, plan),
  ]);
  const { width, height } = windowOf(plan);
  const rgb = new Uint8ClampedArray(width * height * 3);
  await toRgb(planes, frame.matrix, frame.range, rgb);
  return new Uint8Array(rgb.buffer);
}
