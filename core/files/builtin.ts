import { access } from "node:fs/promises";
import path from "node:path";
import { VisionError } from "../values/errors";

/** Prefix of names for what the package brings, usable wherever a path is. */
export const BUILTIN_PREFIX = "builtin:";

/** The package's root, seen from the compiled code in dist/core/files. */
const ROOT = path.join(__dirname, "../../..");

/**
 * Where each builtin lies below the package's root; of several places, the first that exists. The
 * packed package has its photos in dist/photos: Node-RED would list a folder below examples/ in its
 * Import menu.
 */
const BUILTINS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  photos: ["dist/photos", "examples/photos"],
  "efficientnet-lite0": ["models/efficientnet-lite0/model.onnx"],
  "efficientnet-lite0-int8": ["models/efficientnet-lite0/model-int8.onnx"],
  imagenet: ["models/imagenet-labels.txt"],
};

/** The names that {@link builtinPath} knows, with their prefix. */
export const BUILTIN_NAMES: readonly string[] = Object.keys(BUILTINS).map((name) => BUILTIN_PREFIX + name);

/** Whether `text` asks for something that the package brings. */
export function isBuiltin(text: string): boolean {
  return text.startsWith(BUILTIN_PREFIX);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Absolute path of `builtin:<name>`. Throws `BUILTIN_UNKNOWN`. */
export async function builtinPath(text: string): Promise<string> {
  const name = text.slice(BUILTIN_PREFIX.length);
  const places = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (!places) throw new VisionError("BUILTIN_UNKNOWN", { name: text, names: BUILTIN_NAMES.join(", ") });
  for (const place of places.slice(0, -1)) {
    if (await exists(path.join(ROOT, place))) return path.join(ROOT, place);
  }
  return path.join(ROOT, places.at(-1) as string);
}
