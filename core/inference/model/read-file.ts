import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type ErrorCode, VisionError } from "../../values/errors";
import { MAX_MODEL_BYTES, MAX_TEXT_BYTES } from "../../values/limits";

async function openRegular(path: string, limit: number): Promise<FileHandle> {
  // Opening a FIFO would wait for a writer; O_NONBLOCK never does.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error("it is not a regular file");
    if (stat.size > limit) throw new Error(`it is larger than ${limit} bytes`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A whole model file. Throws `MODEL_NOT_FOUND`, `MODEL_UNREADABLE`. */
export async function readModel(path: string, base: string): Promise<Buffer> {
  return read(path, base, MAX_MODEL_BYTES, "MODEL_NOT_FOUND", "MODEL_UNREADABLE");
}

/** A label file. Throws `LABELS_NOT_FOUND`, `LABELS_INVALID`. */
export async function readLabelFile(path: string, base: string): Promise<string> {
  return (await read(path, base, MAX_TEXT_BYTES, "LABELS_NOT_FOUND", "LABELS_INVALID")).toString("utf8");
}

/** A file beside the model, as JSON; `undefined` if there is none. Throws a SyntaxError. */
export async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  let handle: FileHandle;
  try {
    handle = await openRegular(path, MAX_TEXT_BYTES);
  } catch {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(await handle.readFile("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } finally {
    await handle.close();
  }
}

async function read(
  path: string,
  base: string,
  limit: number,
  missing: ErrorCode,
  unreadable: ErrorCode,
): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await openRegular(path, limit);
    return await handle.readFile();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw new VisionError(missing, { path, base }, { cause });
    const detail = code === "EACCES" ? "permission denied" : message;
    throw new VisionError(unreadable, { path, detail }, { cause });
  } finally {
    await handle?.close();
  }
}
