import { VisionError } from "../values/errors";
import { FRAME_FORMATS, type FrameFormat, isEncoded, isFrameFormat } from "../values/formats";
import { Frame, type FrameInit, type Matrix, type Orientation, type Range } from "../values/frame";
import { copyBytes } from "./bytes";
import { describe } from "./describe";
import { checkLayout } from "./layout";

const BY_CHANNELS: Readonly<Record<number, FrameFormat>> = { 1: "gray8", 3: "rgb24", 4: "rgba32" };

/** A raw picture as a message carries it. */
export type RawObject = Readonly<Record<string, unknown>> & {
  readonly width: unknown;
  readonly height: unknown;
};

/** Format by name, by channels, or by how many bytes a pixel has. */
function formatOf({ format, channels, width, height }: RawObject, bytes: number, where: string): FrameFormat {
  if (format !== undefined) {
    if (isFrameFormat(format)) return format;
    const found = `a raw picture of the format ${typeof format === "string" ? `"${format.slice(0, 24)}"` : describe(format)} (known: ${FRAME_FORMATS.join(", ")})`;
    throw new VisionError("INPUT_UNSUPPORTED", { where, found });
  }
  const known = BY_CHANNELS[Number(channels ?? bytes / (Number(width) * Number(height)))];
  if (known) return known;
  const found =
    channels === undefined
      ? `a raw picture of ${bytes} bytes without channels or format`
      : `a raw picture with ${String(channels).slice(0, 24)} channels`;
  throw new VisionError("INPUT_UNSUPPORTED", { where, found });
}

/** One of `choices`, or `undefined` where the field is missing; anything else is refused. */
function choice<T extends string | number>(
  raw: RawObject,
  field: string,
  choices: readonly T[],
  where: string,
): T | undefined {
  const value = raw[field];
  if (value === undefined) return undefined;
  const found = choices.find((option) => option === value);
  if (found !== undefined) return found;
  const text = `a raw picture whose ${field} is ${typeof value === "string" ? `"${value.slice(0, 24)}"` : describe(value)}`;
  throw new VisionError("INPUT_UNSUPPORTED", { where, found: `${text} (known: ${choices.join(", ")})` });
}

/** Fields of a raw frame beside its pixels. */
function settings(raw: RawObject, where: string): Partial<FrameInit> {
  const orientation = choice<Orientation>(raw, "orientation", [1, 2, 3, 4, 5, 6, 7, 8], where);
  const matrix = choice<Matrix>(raw, "matrix", ["bt601", "bt709"], where);
  const range = choice<Range>(raw, "range", ["limited", "full"], where);
  return {
    ...(raw["stride"] !== undefined && { stride: raw["stride"] as number }),
    ...(orientation && { orientation }),
    ...(matrix && { matrix }),
    ...(range && { range }),
  };
}

/**
 * A raw picture `{data, width, height, channels | format, stride?, orientation?, matrix?, range?}`
 * as a Frame with its own copy of the pixels; width and height are the stored ones. `undefined`
 * where the format says that the data are an encoded picture.
 *
 * Throws `INPUT_UNSUPPORTED`, `INPUT_EMPTY`, `INPUT_LAYOUT` with width, height, stride and lengths.
 */
export function acceptRaw(raw: RawObject, where: string): Frame | undefined {
  if (isFrameFormat(raw["format"]) && isEncoded(raw["format"])) return undefined;
  const data = copyBytes(raw["data"]);
  if (!data) {
    throw new VisionError("INPUT_UNSUPPORTED", {
      where,
      found: `a raw picture whose data are ${describe(raw["data"])}`,
    });
  }
  if (data.length === 0) throw new VisionError("INPUT_EMPTY");
  const format = formatOf(raw, data.length, where);
  const { orientation = 1, ...rest } = settings(raw, where);
  const swapped = orientation >= 5;
  const width = raw.width as number;
  const height = raw.height as number;
  const upright = swapped ? { width: height, height: width } : { width, height };
  const frame = new Frame({ data, format, orientation, ...upright, ...rest });
  checkLayout(frame, true);
  return frame;
}
