import { Frame } from "./frame";
import type { Binding, Plan } from "./plan";
import type { DType, PreprocessSpec } from "./spec";
import type { Timings } from "./timings";

/** Numbers of a tensor; float16 travels as its bits in a Uint16Array. */
export type TensorData = Float32Array | Uint16Array | Uint8Array;

/** A tensor ready for a model: `{data, type, dims}`, as other packages' nodes emit it too. */
export interface ReadyTensor {
  readonly data: TensorData;
  readonly type: DType;
  /** [batch, …]; the first dimension counts the pictures. */
  readonly dims: readonly number[];
}

/** A picture resized and cropped by its plan, not yet normalised. */
export interface Pixels {
  /** RGB, 8 bits a channel, height × width × 3, `plan.output` in size, no padding. */
  readonly data: Uint8Array;
  readonly plan: Plan;
  /** `decode` and `preprocess` in ms. */
  readonly timings: Timings;
}

/** Makes the pixels of a frame by a spec, off the event loop; given by whoever can. */
export type Realise = (frame: Frame, spec: PreprocessSpec, binding: Partial<Binding>) => Promise<Pixels>;

/** What an {@link ImageTensor} may be told beside frame, spec and realise. */
export interface TensorOrigin {
  /** Id of the preprocess node it came through; part of a waiting frame's lane. */
  readonly via?: string;
  /** Preset "from the model": laid over the spec of whichever model takes it (see `bind`). */
  readonly overrides?: Partial<PreprocessSpec>;
  /** Closes the hold that whoever made it keeps on the frame, once somebody takes it over. */
  readonly release?: () => void;
}

/**
 * A frame and how it shall be preprocessed; nothing is computed until someone needs the numbers.
 * Immutable, handed on by reference (see {@link Frame}).
 */
export class ImageTensor {
  readonly frame: Frame;
  readonly spec: PreprocessSpec;
  readonly via: string;
  readonly #realise: Realise;
  readonly #overrides: Partial<PreprocessSpec> | undefined;
  readonly #release: (() => void) | undefined;

  constructor(frame: Frame, spec: PreprocessSpec, realise: Realise, origin: TensorOrigin = {}) {
    this.frame = frame;
    this.spec = spec;
    this.via = origin.via ?? "";
    this.#realise = realise;
    this.#overrides = origin.overrides;
    this.#release = origin.release;
    Object.freeze(this);
  }

  get [Symbol.toStringTag](): string {
    return "EdgeVisionTensor";
  }

  /** Takes the hold on the frame over; the returned function closes it. */
  hold(): () => void {
    const release = this.frame.hold();
    this.#release?.();
    return release;
  }

  /** The same picture with the model's own spec under its overrides, if it was left to the model. */
  bind(modelSpec: PreprocessSpec): ImageTensor {
    if (!this.#overrides) return this;
    return new ImageTensor(this.frame, { ...modelSpec, ...this.#overrides }, this.#realise, {
      via: this.via,
    });
  }

  /** The pixels, for a model whose input fixes `binding`. Throws `INPUT_*` for a bad picture. */
  pixels(binding: Partial<Binding> = {}): Promise<Pixels> {
    return this.#realise(this.frame, this.spec, binding);
  }

  /** The numbers as float32, in the spec's layout (NCHW unless it says otherwise), batch of 1. */
  async toFloat32Array(): Promise<Float32Array> {
    const { data, plan } = await this.pixels({ dtype: "float32" });
    return normalise(data, { ...plan, dtype: "float32" }) as Float32Array;
  }

  toJSON(): Record<string, unknown> {
    return { type: "ImageTensor", spec: this.spec, frame: this.frame.toJSON() };
  }
}

/** Whatever a session can run. */
export type ModelInput = ImageTensor | ReadyTensor;

/** What a session runs for a picture: a bare frame by the model's own spec, the rest as it was prepared. */
export function modelInput(
  picture: Frame | ImageTensor | ReadyTensor,
  spec: PreprocessSpec,
  realise: Realise,
): ModelInput {
  if (picture instanceof Frame) return new ImageTensor(picture, spec, realise);
  return picture instanceof ImageTensor ? picture.bind(spec) : picture;
}

/** Dimensions of a plan's tensor, batch of 1. */
export function dimsOf({ layout, output }: Plan): [number, number, number, number] {
  return layout === "nchw" ? [1, 3, output.height, output.width] : [1, output.height, output.width, 3];
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Bits of the nearest IEEE 754 binary16 of `value`, ties to even. */
export function toFloat16Bits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 143) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  const full = exponent > 0 ? mantissa : mantissa | 0x800000;
  const shift = exponent > 0 ? 13 : 14 - exponent;
  const half = (exponent > 0 ? exponent << 10 : 0) | (full >>> shift);
  const rest = full & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return sign | (rest > middle || (rest === middle && half & 1) ? half + 1 : half);
}

/** Value of IEEE 754 binary16 bits. */
export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * 2 ** (exponent - 15) * (1 + mantissa / 1024) : sign * 2 ** -14 * (mantissa / 1024);
}

function allocate(dtype: DType, length: number): TensorData {
  if (dtype === "float32") return new Float32Array(length);
  return dtype === "float16" ? new Uint16Array(length) : new Uint8Array(length);
}

/** The 256 values that a channel's pixels can become, as numbers of the tensor's type. */
function table({ dtype, multiply, add }: Plan, channel: number): TensorData {
  const values = allocate(dtype, 256);
  for (let pixel = 0; pixel < 256; pixel++) {
    const value = pixel * (multiply[channel] as number) + (add[channel] as number);
    if (dtype === "float32") values[pixel] = value;
    else if (dtype === "float16") values[pixel] = toFloat16Bits(value);
    else values[pixel] = Math.min(Math.max(Math.round(value), 0), 255);
  }
  return values;
}

/**
 * Pixels → tensor numbers by the plan's multiply, add, channel order, layout and type.
 *
 * @param pixels RGB, height × width × 3 of `plan.output`
 * @param into filled and returned if given: 3 × height × width numbers of `plan.dtype`
 */
export function normalise(pixels: Uint8Array, plan: Plan, into?: TensorData): TensorData {
  const count = plan.output.width * plan.output.height;
  const tensor = into ?? allocate(plan.dtype, count * 3);
  const planar = plan.layout === "nchw";
  for (let channel = 0; channel < 3; channel++) {
    const values = table(plan, channel);
    const step = planar ? 1 : 3;
    let to = planar ? channel * count : channel;
    let from = plan.channels[channel] as number;
    for (let i = 0; i < count; i++, from += 3, to += step) {
      tensor[to] = values[pixels[from] as number] as number;
    }
  }
  return tensor;
}
