import { VisionError } from "../values/errors";
import type { SourceOptions } from "../values/options";
import { Arrivals } from "./arrivals";
import { Framer } from "./framer";
import type { Selection } from "./glob";
import { naturalOrder } from "./natural-order";
import { Rate } from "./rate";
import { errorAbout, readPicture } from "./read-picture";
import { type Item, pacedSource, type Reader } from "./run";
import type { Sink, Source, SourceContext } from "./source";
import { pause, RETRY_MS } from "./wait";
import { selectPictures, walk } from "./walk";
import { FolderWatcher } from "./watch-folders";

/** What the functions below share in one run. */
interface Run {
  readonly selection: Selection;
  readonly base: string;
  readonly loop: boolean;
  readonly framer: Framer;
  readonly publish: Sink["state"];
  readonly signal: AbortSignal;
}

async function sorted(files: AsyncIterable<string>, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for await (const file of files) {
    if (signal.aborted) return [];
    found.push(file);
  }
  return naturalOrder(found, signal);
}

/** The frame of a file's bytes, or the error that they or their reading gave. */
async function itemOf({ framer }: Run, file: string, bytes: Buffer | VisionError): Promise<Item> {
  if (bytes instanceof VisionError) return file ? errorAbout(file, bytes) : bytes;
  try {
    return framer.encoded(bytes, file);
  } catch (error) {
    return errorAbout(file, error);
  }
}

/** Reads one file; `undefined` if it has been removed meanwhile. */
async function read(run: Run, file: string): Promise<Item | undefined> {
  try {
    const { bytes } = await readPicture(`${run.selection.root}/${file}`, run.base);
    return await itemOf(run, file, bytes);
  } catch (error) {
    const about = errorAbout(file, error);
    return about.code === "SOURCE_NOT_FOUND" ? undefined : about;
  }
}

/** All pictures once, in natural order; returns the last one. Throws `SOURCE_EMPTY`. */
async function* round(run: Run, rate: Rate): AsyncGenerator<Item, Item | undefined> {
  const { selection, base, publish, signal } = run;
  const faults: VisionError[] = [];
  const listener = { entered: () => {}, unreadable: (error: VisionError) => void faults.push(error) };
  const files = await sorted(walk(selection, base, listener), signal);
  if (signal.aborted) return undefined;
  yield* faults;
  if (!files.length) throw new VisionError("SOURCE_EMPTY", { path: selection.root });
  for (const [i, file] of files.entries()) {
    const item = await read(run, file);
    if (signal.aborted) return undefined;
    if (!item) continue;
    if (run.loop) rate.count();
    else publish({ kind: "progress", done: i + 1, total: files.length });
    if (i + 1 === files.length) return item;
    yield item;
  }
  return undefined;
}

/** The same round again and again; files that came meanwhile join in. */
async function* endless(run: Run): AsyncGenerator<Item, undefined> {
  const rate = new Rate(run.publish);
  while (!run.signal.aborted) {
    const before = run.framer.made;
    const last = yield* round(run, rate);
    if (last) yield last;
    if (run.framer.made === before) await pause(RETRY_MS, run.signal);
  }
  return undefined;
}

/** All pictures once, then each new or changed one. An empty folder is waited for. */
async function* watched(run: Run): AsyncGenerator<Item, undefined> {
  const { selection, base, publish, signal } = run;
  const arrivals = new Arrivals(selection.root, base);
  const watcher = new FolderWatcher(selection, base, arrivals);
  try {
    const files = await sorted(watcher.files(), signal);
    for (const [i, file] of files.entries()) {
      if (signal.aborted) return undefined;
      const bytes = await arrivals.take(file, true);
      if (!bytes) continue;
      publish({ kind: "progress", done: i + 1, total: files.length });
      yield await itemOf(run, file, bytes);
    }
    for (;;) {
      publish({ kind: "watching", seen: run.framer.made });
      const arrival = await arrivals.next(signal);
      if (!arrival) return undefined;
      yield await itemOf(run, arrival.file, arrival.result);
    }
  } finally {
    watcher.close();
    arrivals.close();
  }
}

function reader(path: string, options: SourceOptions, context: SourceContext): Reader {
  return async function* (publish, signal) {
    const selection = await selectPictures(path, context.base);
    const framer = new Framer(options, context);
    const run: Run = { selection, base: context.base, loop: options.loop, framer, publish, signal };
    if (options.loop) return yield* endless(run);
    if (options.watch) return yield* watched(run);
    return yield* round(run, new Rate(publish));
  };
}

/**
 * The pictures of a folder or pattern in natural order: once, again and again (`loop`), or once and
 * then each new one (`watch`; a loop sees new ones anyway). `origin` is the path below the folder.
 */
export function folderSource(options: SourceOptions, context: SourceContext): Source {
  return pacedSource("folder", reader(options.path, options, context));
}

/** The photos that come with the package. */
export function samplesSource(options: SourceOptions, context: SourceContext): Source {
  return pacedSource("samples", reader(context.photos, { ...options, watch: false }, context));
}
