import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** `file` itself; rejects with its name if it is missing. */
export async function existing(file) {
  await access(file).catch(() => {
    throw new Error(`${path.relative(ROOT, file)} is missing.`);
  });
  return file;
}

/** Text of `file`; rejects with its name if it is missing. */
export async function read(file) {
  return readFile(await existing(file), "utf8");
}

/** Writes `text` and the folders above it. */
export async function write(file, text) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
