import { VisionError } from "../values/errors";
import { sniff } from "../values/formats";
import { Frame } from "../values/frame";
import { readHeader } from "../values/image-header";
import { MAX_PICTURE_BYTES } from "../values/limits";
import { ImageTensor, type ReadyTensor } from "../values/tensor";
import { copyBytes, isBufferJson, viewBytes } from "./bytes";
import { describe, describeBytes } from "./describe";
import { acceptRaw, type RawObject } from "./raw-object";
import { acceptTensor } from "./ready-tensor";
import { decodeText } from "./text";

/** What a message's picture can be; an array is a batch whose elements are accepted one by one. */
export type Accepted = Frame | ImageTensor | ReadyTensor | readonly unknown[];

/** An encoded picture as a Frame over `data`, which must be our own. */
function encodedFrame(data: Buffer, where: string): Frame {
  if (data.length === 0) throw new VisionError("INPUT_EMPTY");
  const format = sniff(data);
  if (!format) throw new VisionError("INPUT_UNSUPPORTED", { where, found: describeBytes(data) });
  const header = readHeader(data);
  // A bad header is told by whoever needs the pixels, TIFF's and AVIF's is read there too.
  const { width, height, orientation } =
    header && "width" in header ? header : { width: 0, height: 0, orientation: 1 as const };
  return new Frame({ data, format, width, height, orientation });
}

/** A copy of encoded bytes, made only of what is a picture and not too big. */
function encodedBytes(view: Uint8Array, where: string): Frame {
  if (view.length > MAX_PICTURE_BYTES) {
    throw new VisionError("INPUT_TOO_BIG", { bytes: view.length, limit: MAX_PICTURE_BYTES });
  }
  if (view.length > 0 && !sniff(view)) {
    throw new VisionError("INPUT_UNSUPPORTED", { where, found: describeBytes(view) });
  }
  return encodedFrame(Buffer.from(view), where);
}

/** The data of an object whose format says that they are an encoded picture. */
function encodedObject(data: unknown, where: string): Frame {
  const view = viewBytes(data);
  if (view) return encodedBytes(view, where);
  const bytes = typeof data === "string" ? decodeText(data, where) : copyBytes(data);
  if (bytes) return encodedFrame(bytes, where);
  const found = `an encoded picture whose data are ${describe(data)}`;
  throw new VisionError("INPUT_UNSUPPORTED", { where, found });
}

/** An object that is neither Frame nor bytes. */
function acceptObject(value: object, where: string): Frame | ReadyTensor {
  const unsupported = () => new VisionError("INPUT_UNSUPPORTED", { where, found: describe(value) });
  if ("bitmap" in value && typeof value.bitmap === "object" && value.bitmap !== null) {
    return acceptObject({ format: "rgba32", ...value.bitmap }, where);
  }
  if (isBufferJson(value)) {
    const bytes = copyBytes(value);
    if (!bytes)
      throw new VisionError("INPUT_UNSUPPORTED", {
        where,
        found: "a Buffer as JSON whose data are no bytes",
      });
    return encodedFrame(bytes, where);
  }
  if ("data" in value && ("dims" in value || "dim" in value)) return acceptTensor(value);
  if ("data" in value && "width" in value && "height" in value) {
    return acceptRaw(value as RawObject, where) ?? encodedObject(value.data, where);
  }
  const bare = Object.keys(value).length === 0 && Object.getPrototypeOf(value) === Object.prototype;
  throw bare ? new VisionError("INPUT_FRAME_LOST") : unsupported();
}

/**
 * What a node received, as something that can be classified; cheap and synchronous. Frames and
 * ImageTensors pass by reference. Everything else is copied, since another branch of the flow may
 * overwrite it. Formats are told by the first bytes only; nothing is decoded.
 *
 * @param where what held the value, for the error: "msg.payload"
 * Throws `INPUT_UNSUPPORTED` (naming what was found), `INPUT_EMPTY`, `INPUT_TOO_BIG`, `INPUT_LAYOUT`,
 * `INPUT_FRAME_LOST`, `TENSOR_INVALID`.
 */
export function accept(payload: unknown, where: string): Accepted {
  if (payload instanceof Frame || payload instanceof ImageTensor || Array.isArray(payload)) return payload;
  if (typeof payload === "string") return encodedFrame(decodeText(payload, where), where);
  const view = viewBytes(payload);
  if (view) return encodedBytes(view, where);
  if (typeof payload === "object" && payload !== null) return acceptObject(payload, where);
  throw new VisionError("INPUT_UNSUPPORTED", { where, found: describe(payload) });
}
