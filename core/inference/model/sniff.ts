import { VisionError } from "../../values/errors";

function startsWith(bytes: Uint8Array, text: string, offset = 0): boolean {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + offset,
    Math.min(text.length, bytes.length - offset),
  ).equals(Buffer.from(text, "latin1"));
}

/** Ultralytics engines: a 4-byte little-endian length, JSON of that length, then the plan. */
function isUltralyticsEngine(bytes: Buffer): boolean {
  if (bytes.length < 8) return false;
  const length = bytes.readUInt32LE(0);
  return (
    length > 1 &&
    length < 65_536 &&
    length + 4 <= bytes.length &&
    bytes[4] === 0x7b &&
    bytes[3 + length] === 0x7d
  );
}

/**
 * Refuses by its first bytes what is no ONNX file. Nothing is unpickled or unpacked.
 * Throws `MODEL_ENGINE`, `MODEL_PICKLE`, `MODEL_CORRUPT`.
 */
export function refuseOthers(bytes: Buffer, path: string): void {
  if (bytes.length === 0) throw new VisionError("MODEL_CORRUPT", { path, detail: "the file is empty" });
  // TensorRT plans begin with "ftrt" or, seen from the other byte order, "ptrt".
  if (["ftrt", "ptrt", "trtp"].some((magic) => startsWith(bytes, magic))) {
    throw new VisionError("MODEL_ENGINE", { path, detail: "a plan" });
  }
  if (isUltralyticsEngine(bytes))
    throw new VisionError("MODEL_ENGINE", { path, detail: "written by Ultralytics" });
  // A zip archive is what torch.save writes today; protocol 2 pickles are older ones.
  const isPickle = bytes[0] === 0x80 && (bytes[1] ?? 0) <= 5;
  if (startsWith(bytes, "PK\x03\x04") || isPickle) throw new VisionError("MODEL_PICKLE", { path });
}
