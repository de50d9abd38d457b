import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import type { VisionError } from "../values/errors";
import type { Selection } from "./glob";
import { fileError } from "./read-picture";
import { walk } from "./walk";

/** Whom {@link FolderWatcher} tells. */
export interface WatchListener {
  /** A file of the selection (relative path) appeared, changed or went. */
  changed(file: string): void;
  /** A folder below the root cannot be read. */
  unreadable(error: VisionError): void;
  /** The folder cannot be watched any longer. */
  failed(error: VisionError): void;
}

/**
 * Watches the folders of a selection, one operating-system watch a folder and none a file, without
 * polling. (chokidar watches each file: for 100 000 files 6 s, 360 MB and more watches than a
 * Jetson allows.)
 */
export class FolderWatcher {
  readonly #selection: Selection;
  readonly #base: string;
  readonly #listener: WatchListener;
  readonly #watchers = new Map<string, FSWatcher>();
  #closed = false;

  constructor(selection: Selection, base: string, listener: WatchListener) {
    this.#selection = selection;
    this.#base = base;
    this.#listener = listener;
  }

  /** Watches everything from now on and gives the files that are there; those that come meanwhile may come twice. */
  files(): AsyncGenerator<string, void> {
    return this.#walk("");
  }

  close(): void {
    this.#closed = true;
    for (const folder of [...this.#watchers.keys()]) this.#leave(folder);
  }

  #walk(from: string): AsyncGenerator<string, void> {
    const entered = (folder: string): void => this.#enter(folder);
    return walk(this.#selection, this.#base, { ...this.#listener, entered }, from);
  }

  #enter(folder: string): void {
    if (this.#closed) return;
    this.#leave(folder);
    const watcher = watch(path.join(this.#selection.root, folder));
    watcher.on("change", (kind, name) => this.#changed(folder, kind, String(name)));
    watcher.on("error", (error) => (folder ? this.#leave(folder) : this.#fail(error)));
    this.#watchers.set(folder, watcher);
  }

  #leave(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #changed(folder: string, kind: string, name: string): void {
    const relative = folder ? `${folder}/${name}` : name;
    if (this.#selection.files(relative)) this.#listener.changed(relative);
    if (kind !== "rename" || this.#closed) return;
    if (this.#selection.folders(relative)) void this.#look(relative);
    // the system reports a folder's own end under its own name
    if (folder === "" && name === path.basename(this.#selection.root)) void this.#look("");
  }

  /** A folder came or went: what lies in it now is new. */
  async #look(folder: string): Promise<void> {
    this.#leave(folder);
    try {
      for await (const file of this.#walk(folder)) {
        if (this.#closed) return;
        this.#listener.changed(file);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#listener.failed(fileError(error, this.#selection.root, this.#base));
  }
}
