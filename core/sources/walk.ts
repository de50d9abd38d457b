import type { Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import path from "node:path";
import { VisionError } from "../values/errors";
import { isGlob, parseGlob, type Selection, wholeFolder } from "./glob";
import { fileError } from "./read-picture";

/** Names of files that are looked at; everything else in a folder is passed over. */
const PICTURE = /\.(?:jpe?g|png|webp|gif|tiff?|avif)$/i;

/** Directory entries read in one go. */
const BATCH = 256;

async function isFolder(folder: string, base: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    throw fileError(error, folder, base);
  }
}

/**
 * The pictures that `text` (absolute) means: those in a folder, or those that fit a pattern. A
 * folder whose name holds a pattern's characters is taken as a folder.
 * Throws `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`.
 */
export async function selectPictures(text: string, base: string): Promise<Selection> {
  const plain = await isFolder(text, base).catch((error: VisionError) => {
    if (error.code === "SOURCE_NOT_FOUND" && isGlob(text)) return undefined;
    throw error;
  });
  const selection = plain === undefined ? parseGlob(text) : wholeFolder(text);
  if (!(plain ?? (await isFolder(selection.root, base)))) {
    throw new VisionError("SOURCE_UNREADABLE", { path: selection.root, detail: "it is not a folder" });
  }
  return { ...selection, files: (relative) => PICTURE.test(relative) && selection.files(relative) };
}

/** What a walk meets besides files. */
export interface WalkListener {
  /** A folder (relative path) is open and about to be read. */
  entered(folder: string): void;
  /** A folder below the root cannot be read; the walk goes on. */
  unreadable(error: VisionError): void;
}

/** Opens a folder, tells that it is entered, and gives what is in it. */
async function* entries(folder: string, entered: () => void): AsyncGenerator<Dirent, void> {
  const dir = await opendir(folder, { bufferSize: BATCH });
  try {
    entered();
  } catch (error) {
    await dir.close();
    throw error;
  }
  yield* dir;
}

/**
 * The selection's files below the folder `from` (relative), in no order. Links to files are given,
 * links to folders are not entered: they could lead in a circle. Throws `SOURCE_NOT_FOUND` or
 * `SOURCE_UNREADABLE` for the root itself; a folder below it that vanished is passed over.
 */
export async function* walk(
  selection: Selection,
  base: string,
  listener: WalkListener,
  from = "",
): AsyncGenerator<string, void> {
  const folders = [from];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const full = path.join(selection.root, folder);
    const current = folder;
    try {
      for await (const entry of entries(full, () => listener.entered(current))) {
        const relative = folder ? `${folder}/${entry.name}` : entry.name;
        if (entry.isDirectory()) {
          if (selection.folders(relative)) folders.push(relative);
        } else if ((entry.isFile() || entry.isSymbolicLink()) && selection.files(relative)) yield relative;
      }
    } catch (thrown) {
      const error = fileError(thrown, full, base);
      if (folder === "") throw error;
      if (error.code !== "SOURCE_NOT_FOUND") listener.unreadable(error);
    }
  }
}
