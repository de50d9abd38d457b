import { VisionError } from "../values/errors";
import { sniff } from "../values/formats";
import { Frame, type FrameInit, type Orientation, swapsAxes } from "../values/frame";
import { type BadHeader, readHeader } from "../values/image-header";
import type { SourceOptions } from "../values/options";
import { compose, orientationOf } from "../values/orientation";
import type { SourceContext } from "./source";

/** Orientation that a camera's settings ask for: turned clockwise, then mirrored. */
export function cameraOrientation({ rotate, mirror }: Pick<SourceOptions, "rotate" | "mirror">): Orientation {
  const mirrored = mirror === "none" ? 1 : mirror === "horizontal" ? 2 : 4;
  return compose(orientationOf(false, rotate / 90), mirrored);
}

function badHeader({ format, fault }: BadHeader, origin: string): VisionError {
  return fault === "truncated"
    ? new VisionError("INPUT_TRUNCATED", { detail: `${origin} ends within its header` })
    : new VisionError("INPUT_CORRUPT", { format, detail: `the header of ${origin} makes no sense` });
}

/** Makes one run's frames: numbers, names, times and turns them. */
export class Framer {
  readonly #context: SourceContext;
  readonly #orientation: Orientation;
  #sequence = 0;

  constructor(options: SourceOptions, context: SourceContext) {
    this.#context = context;
    this.#orientation = cameraOrientation(options);
  }

  /** Frames made so far. */
  get made(): number {
    return this.#sequence;
  }

  /**
   * A frame around an encoded picture; its own EXIF orientation comes first, then the camera's.
   * Size and orientation of TIFF and AVIF are left to their decoder (width and height 0).
   * Throws `INPUT_UNSUPPORTED`, `INPUT_TRUNCATED`, `INPUT_CORRUPT`.
   */
  encoded(data: Buffer, origin: string): Frame {
    const format = sniff(data);
    if (!format) {
      const found = `${origin}, which is in no format of a picture`;
      throw new VisionError("INPUT_UNSUPPORTED", { where: this.#context.name, found });
    }
    const header = readHeader(data);
    if (header && "fault" in header) throw badHeader(header, origin);
    const { width, height, orientation } = header ?? { width: 0, height: 0, orientation: 1 as const };
    return this.#frame({ data, format, width, height, origin }, orientation);
  }

  /** A frame around raw pixels; width and height as they lie in memory. */
  raw(init: FrameInit): Frame {
    return this.#frame(init, 1);
  }

  /** `init` is upright by its `own` orientation; the camera's is laid over it. */
  #frame(init: FrameInit, own: Orientation): Frame {
    const swapped = swapsAxes(this.#orientation);
    return new Frame({
      ...init,
      width: swapped ? init.height : init.width,
      height: swapped ? init.width : init.height,
      orientation: compose(own, this.#orientation),
      sequence: this.#sequence++,
      capturedAt: this.#context.now(),
      source: this.#context.name,
    });
  }
}
