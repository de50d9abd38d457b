import { VisionError } from "../values/errors";
import { DTYPES, type DType } from "../values/spec";
import { type ReadyTensor, type TensorData, toFloat16Bits } from "../values/tensor";
import { copyBytes, isBufferJson } from "./bytes";
import { describe } from "./describe";

const ARRAYS = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array } as const;

function refuse(detail: string): never {
  throw new VisionError("TENSOR_INVALID", { detail });
}

/** Dimensions that are whole numbers, at least 1; the first counts the pictures. */
function dimensions(value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) refuse(`its dims are ${describe(value)}`);
  const dims = Array.from(value as ArrayLike<unknown>, (dim) =>
    typeof dim === "bigint" ? Number(dim) : dim,
  );
  const wrong = dims.find((dim) => !Number.isInteger(dim) || (dim as number) < 1);
  if (wrong !== undefined || dims.length === 0) refuse(`its dims are [${dims.map(String).join(", ")}]`);
  return dims as number[];
}

/** A list of numbers as the tensor's type; what the type cannot hold is refused, not changed. */
function fromList(list: readonly unknown[], type: DType): TensorData {
  const data = new ARRAYS[type](list.length);
  list.forEach((value, i) => {
    if (typeof value !== "number") refuse(`value ${i} of its data is ${describe(value)}`);
    if (type === "uint8" && !(Number.isInteger(value) && value >= 0 && value <= 255)) {
      refuse(`value ${i} of its data is ${value}, which uint8 cannot hold`);
    }
    data[i] = type === "float16" ? toFloat16Bits(value) : value;
  });
  return data;
}

/** A copy of the numbers; float16 may come as bits (Uint16Array) or as numbers. */
function numbers(value: unknown, type: DType): TensorData {
  if (Array.isArray(value)) return fromList(value, type);
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (type === "float16" && (name === "Float32Array" || name === "Float16Array")) {
    return Uint16Array.from(value as Float32Array, toFloat16Bits);
  }
  if (type === "float32" && value instanceof Float32Array) return value.slice();
  if (type === "float16" && value instanceof Uint16Array) return value.slice();
  const bytes = type === "uint8" || isBufferJson(value) ? copyBytes(value) : undefined;
  if (!bytes) refuse(`its data is ${describe(value)}, its type ${type}`);
  if (type === "uint8") return new Uint8Array(bytes);
  refuse(`its data are bytes, its type ${type}`);
}

/**
 * A ready tensor `{data, type, dims}` (or `dim`), as other packages' nodes emit it, checked and copied.
 * Throws `TENSOR_INVALID`.
 */
export function acceptTensor(value: {
  data?: unknown;
  type?: unknown;
  dims?: unknown;
  dim?: unknown;
}): ReadyTensor {
  const type = DTYPES.find((dtype) => dtype === value.type);
  if (!type) refuse(`its type is ${describeType(value.type)}, not ${DTYPES.join(", ")}`);
  const dims = dimensions(value.dims ?? value.dim);
  const data = numbers(value.data, type);
  const product = dims.reduce((a, b) => a * b, 1);
  if (product !== data.length) {
    refuse(`dims [${dims.join(", ")}] make ${product} numbers, data has ${data.length}`);
  }
  return { data, type, dims };
}

function describeType(type: unknown): string {
  return typeof type === "string" ? type.slice(0, 24) || "empty" : describe(type);
}
