import { builtinPath, isBuiltin } from "../../core/files/builtin";
import { selectPictures, walk } from "../../core/sources/walk";
import { VisionError } from "../../core/values/errors";

/**
 * How many pictures the flow will read from `folder` (absolute folder or pattern, or `builtin:`).
 * Throws `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`, `SOURCE_EMPTY`.
 */
export async function countPictures(folder: string): Promise<number> {
  const place = isBuiltin(folder) ? await builtinPath(folder) : folder;
  const selection = await selectPictures(place, process.cwd());
  let count = 0;
  const passBy = { entered: () => {}, unreadable: () => {} };
  for await (const _ of walk(selection, process.cwd(), passBy)) count++;
  if (count === 0) throw new VisionError("SOURCE_EMPTY", { path: place });
  return count;
}
