/** Bytes in any of the shapes that messages carry them in. */

/** The bytes of a typed byte array or ArrayBuffer, not copied; `undefined` for anything else. */
export function viewBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Uint8ClampedArray) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Whether `value` is a list of whole numbers from 0 to 255. */
function isByteList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isInteger(n) && n >= 0 && n <= 255);
}

/** Whether `value` is what a JSON node makes of a Buffer; its data may still be wrong. */
export function isBufferJson(value: unknown): value is { type: "Buffer"; data: unknown } {
  return typeof value === "object" && value !== null && "data" in value && "type" in value
    ? value.type === "Buffer"
    : false;
}

/**
 * A copy of the bytes in a Buffer, typed byte array, ArrayBuffer, list of numbers or
 * `{type: "Buffer", data: […]}`; `undefined` for anything else. Copied, since whoever sent them may
 * write there again.
 */
export function copyBytes(value: unknown): Buffer | undefined {
  const view = viewBytes(value);
  if (view) return Buffer.from(view);
  const list = isBufferJson(value) ? value.data : value;
  return isByteList(list) ? Buffer.from(list) : undefined;
}
