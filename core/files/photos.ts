import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { VisionError } from "../values/errors";
import { builtinPath } from "./builtin";

const FOLDER = "builtin:photos";

/** File names of the photos that the package brings, in order. */
export async function listPhotos(): Promise<readonly string[]> {
  const files = await readdir(await builtinPath(FOLDER));
  return files.filter((file) => file.endsWith(".jpg")).sort();
}

/** Bytes of one of the photos. Throws `SOURCE_NOT_FOUND` for any name that is not in the list. */
export async function readPhoto(file: string): Promise<Buffer> {
  const folder = await builtinPath(FOLDER);
  const known = await listPhotos();
  if (!known.includes(file)) throw new VisionError("SOURCE_NOT_FOUND", { path: file, base: folder });
  return readFile(path.join(folder, file));
}
