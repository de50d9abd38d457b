import { readlink, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { VisionError } from "../values/errors";
import { builtinPath, isBuiltin } from "./builtin";

/** Where relative paths start; the first that is set counts. */
export interface Bases {
  /** Node-RED's `fileWorkingDirectory`. */
  readonly workingDirectory?: string | undefined;
  /** Folder of the active project. */
  readonly projectFolder?: string | undefined;
  readonly userDir: string;
}

/** An absolute path and the folder that relative ones start at, for error texts. */
export interface Resolved {
  readonly path: string;
  readonly base: string;
}

/** Turns what users write into absolute paths. */
export interface Resolver {
  /**
   * A path from a node's own settings: absolute, relative to the base, `~/…` or `builtin:…`. It
   * need not exist. Throws `OPTION_INVALID` if empty, `BUILTIN_UNKNOWN`.
   */
  resolve(text: string): Promise<Resolved>;
  /**
   * A path from a message. Relative ones start at `nodeFolder` if the node names one. After links
   * are followed it must lie inside that folder or one of `edgeVision.folders`; if it does not
   * exist, its nearest existing parent must. Throws `PATH_OUTSIDE`, `BUILTIN_UNKNOWN`.
   */
  resolveFromMessage(text: unknown, nodeFolder?: string): Promise<Resolved>;
}

/** `C:\…` is a path on Windows; anything longer in front of a colon is a scheme. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;
/** `\\server\share`, `//server/share`, `\\?\…`. */
const NETWORK = /^[\\/]{2}/;

function expandHome(text: string): string {
  return /^~(?=$|[\\/])/.test(text) ? path.join(homedir(), text.slice(1)) : text;
}

function hasControls(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/**
 * `file` with all links followed; what does not exist yet is put behind its nearest existing parent.
 * Rejects for a link that leads nowhere: it could lead anywhere later.
 */
async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const parent = path.dirname(file);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === file) throw error;
    const link = await readlink(file).catch(() => undefined);
    if (link !== undefined) throw error;
    return path.join(await realPath(parent), path.basename(file));
  }
}

/** A resolver for one Node-RED; `folders` is its setting `edgeVision.folders`. */
export function createResolver(settings: { bases: Bases; folders: readonly string[] }): Resolver {
  const { workingDirectory, projectFolder, userDir } = settings.bases;
  const base = path.resolve(workingDirectory || projectFolder || userDir);

  async function resolve(text: string): Promise<Resolved> {
    if (!text)
      throw new VisionError("OPTION_INVALID", { name: "path", expected: "a path", received: "nothing" });
    if (isBuiltin(text)) return { path: await builtinPath(text), base };
    return { path: path.resolve(base, expandHome(text)), base };
  }

  async function resolveFromMessage(text: unknown, nodeFolder?: string): Promise<Resolved> {
    const refused = new VisionError("PATH_OUTSIDE", { path: printable(text) });
    if (typeof text !== "string" || !text || hasControls(text)) throw refused;
    if (isBuiltin(text)) return resolve(text);
    if (SCHEME.test(text) || NETWORK.test(text)) throw refused;
    const folder = nodeFolder ? (await resolve(nodeFolder)).path : undefined;
    const wanted = path.resolve(folder ?? base, expandHome(text));
    const real = await realPath(wanted).catch(() => undefined);
    if (real === undefined) throw refused;
    const allowed = [...(folder ? [folder] : []), ...settings.folders];
    for (const each of allowed) {
      const root = await realPath((await resolve(each)).path).catch(() => undefined);
      if (root !== undefined && isInside(real, root)) return { path: real, base: folder ?? base };
    }
    throw refused;
  }

  return { resolve, resolveFromMessage };
}

/** What a message held, short and on one line. */
function printable(text: unknown): string {
  if (typeof text !== "string") return `a ${text === null ? "null" : typeof text}`;
  return JSON.stringify(text.slice(0, 200)).slice(1, -1) || "An empty path";
}
