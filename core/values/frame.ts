import { type FrameFormat, isEncoded, type Plane, planesOf, type RawFormat, rowBytes } from "./formats";

/** EXIF orientation: 1 upright; 2 mirrored; 3 half turn; 6 and 8 quarter turns; 4, 5, 7 with mirror. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Luma coefficients of a YUV frame. */
export type Matrix = "bt601" | "bt709";

/** Value range of a YUV frame: `limited` is 16–235. */
export type Range = "limited" | "full";

/** A frame's claim on its camera's permission to send the next one. */
export interface Hold {
  /** Keeps the credit out until the returned function is called (once). */
  hold(): () => void;
}

/** What {@link Frame} is made of. */
export interface FrameInit {
  readonly data: Buffer;
  readonly format: FrameFormat;
  /** Pixels, upright (after `orientation`); 0 if an encoded frame's header was not read yet. */
  readonly width: number;
  readonly height: number;
  /** Bytes from row to row of the first plane; left out: no padding. 0 for encoded frames. */
  readonly stride?: number;
  readonly orientation?: Orientation;
  readonly matrix?: Matrix;
  readonly range?: Range;
  readonly planes?: readonly Plane[];
  readonly sequence?: number;
  /** Capture time in ms since the epoch, from a monotonic clock. */
  readonly capturedAt?: number;
  readonly source?: string;
  /** File or address the picture came from, for display; never with a password. */
  readonly origin?: string;
  readonly credit?: Hold;
}

/** Whether an orientation swaps width and height. */
export function swapsAxes(orientation: Orientation): boolean {
  return orientation >= 5;
}

/**
 * One picture on its way through a flow: immutable, handed on by reference.
 *
 * The custom `Symbol.toStringTag` makes Node-RED's message clone pass it by reference; `toJSON`
 * lets the Debug node show it without its pixels. `data` is never written again once a Frame holds it.
 */
export class Frame {
  readonly data: Buffer;
  readonly format: FrameFormat;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly orientation: Orientation;
  readonly matrix: Matrix;
  readonly range: Range;
  readonly planes: readonly Plane[];
  readonly sequence: number;
  readonly capturedAt: number;
  readonly source: string;
  readonly origin: string;
  readonly #credit: Hold | undefined;

  constructor(init: FrameInit) {
    this.data = init.data;
    this.format = init.format;
    this.width = init.width;
    this.height = init.height;
    this.orientation = init.orientation ?? 1;
    const stored = swapsAxes(this.orientation) ? init.height : init.width;
    const storedHeight = swapsAxes(this.orientation) ? init.width : init.height;
    this.stride = isEncoded(init.format) ? 0 : (init.stride ?? rowBytes(init.format, stored));
    this.matrix = init.matrix ?? (storedHeight >= 720 ? "bt709" : "bt601");
    this.range = init.range ?? "limited";
    this.planes =
      init.planes ??
      (isEncoded(init.format) ? [] : planesOf(init.format as RawFormat, storedHeight, this.stride));
    this.sequence = init.sequence ?? 0;
    this.capturedAt = init.capturedAt ?? 0;
    this.source = init.source ?? "";
    this.origin = init.origin ?? "";
    this.#credit = init.credit;
    Object.freeze(this);
  }

  get [Symbol.toStringTag](): string {
    return "EdgeVisionFrame";
  }

  /** Width of the picture as it lies in memory, before `orientation` is applied. */
  get storedWidth(): number {
    return swapsAxes(this.orientation) ? this.height : this.width;
  }

  /** Height of the picture as it lies in memory. */
  get storedHeight(): number {
    return swapsAxes(this.orientation) ? this.width : this.height;
  }

  /** Keeps the sender's credit out until the returned function is called; free of charge without one. */
  hold(): () => void {
    return this.#credit?.hold() ?? (() => {});
  }

  /** A frame with some fields changed and the same pixels and credit. */
  with(changes: Partial<FrameInit>): Frame {
    const { data, format, width, height, stride, orientation, matrix, range, planes } = this;
    const { sequence, capturedAt, source, origin } = this;
    const credit = this.#credit;
    return new Frame({
      data,
      format,
      width,
      height,
      stride,
      orientation,
      matrix,
      range,
      planes,
      sequence,
      capturedAt,
      source,
      origin,
      ...(credit && { credit }),
      ...changes,
    });
  }

  /** What the Debug node shows: everything but the pixels. */
  toJSON(): Record<string, unknown> {
    const { format, width, height, stride, orientation, sequence, capturedAt, source, origin } = this;
    return {
      type: "Frame",
      format,
      width,
      height,
      ...(stride && { stride }),
      ...(orientation !== 1 && { orientation }),
      bytes: this.data.length,
      sequence,
      capturedAt,
      source,
      ...(origin && { origin }),
    };
  }
}
