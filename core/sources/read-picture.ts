import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { asVisionError, VisionError } from "../values/errors";
import { MAX_PICTURE_BYTES } from "../values/limits";

/** A file's bytes, and a mark that changes when its content does. */
export interface PictureFile {
  readonly bytes: Buffer;
  readonly stamp: string;
}

/** `O_NONBLOCK`, so that opening a pipe without a writer does not wait; Windows has no such thing. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENXIO: "it is not a regular file",
  ELOOP: "its links lead in a circle",
};

/** What went wrong with a file or folder, in the package's words: `SOURCE_NOT_FOUND` or `SOURCE_UNREADABLE`. */
export function fileError(thrown: unknown, path: string, base: string): VisionError {
  if (thrown instanceof VisionError) return thrown;
  const { code = "", message } = thrown as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new VisionError("SOURCE_NOT_FOUND", { path, base }, { cause: thrown });
  }
  return new VisionError(
    "SOURCE_UNREADABLE",
    { path, detail: UNREADABLE[code] ?? message },
    { cause: thrown },
  );
}

/** `thrown` with the file's name (as in `Frame.origin`) among its parameters. */
export function errorAbout(file: string, thrown: unknown): VisionError {
  const { code, params, cause } = asVisionError(thrown);
  return new VisionError(code, { ...params, file }, { cause });
}

/** A mark of a file's content by inode, size and time. */
export function stampOf({ ino, size, mtimeMs }: { ino: number; size: number; mtimeMs: number }): string {
  return `${ino}:${size}:${mtimeMs}`;
}

async function readAll(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  for (let filled = 0; filled < size; ) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (!bytesRead) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}

/**
 * Opens a regular file for `use`, which gets its handle and what the system says about it; never
 * waits for a pipe or device. Throws `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE` and what `use` throws.
 */
export async function withFile<T>(
  path: string,
  base: string,
  use: (handle: FileHandle, stat: Stats) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, READ);
    const stat = await handle.stat();
    if (stat.isFile()) return await use(handle, stat);
    const detail = stat.isDirectory() ? "it is a folder" : "it is not a regular file";
    throw new VisionError("SOURCE_UNREADABLE", { path, detail });
  } catch (error) {
    throw fileError(error, path, base);
  } finally {
    await handle?.close();
  }
}

/**
 * Reads a picture file through one handle, into a buffer of its own.
 * Throws `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`, `INPUT_EMPTY`.
 */
export function readPicture(path: string, base: string): Promise<PictureFile> {
  return withFile(path, base, async (handle, stat) => {
    if (stat.size > MAX_PICTURE_BYTES) {
      const detail = `it is larger than ${MAX_PICTURE_BYTES / 2 ** 20} MiB`;
      throw new VisionError("SOURCE_UNREADABLE", { path, detail });
    }
    if (stat.size === 0) throw new VisionError("INPUT_EMPTY");
    return { bytes: await readAll(handle, stat.size), stamp: stampOf(stat) };
  });
}
