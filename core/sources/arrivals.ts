import { stat } from "node:fs/promises";
import path from "node:path";
import { asVisionError, VisionError } from "../values/errors";
import { sniff } from "../values/formats";
import { isCut } from "../values/image-end";
import { readPicture, stampOf } from "./read-picture";
import { orAborted } from "./wait";

/** A whole picture is taken when it has not changed for this long, in ms. */
const QUIET_MS = 100;
/** A picture without its end, or in a format that does not tell, is given up or taken after this long, in ms. */
const SETTLE_MS = 3000;

/** A file that came or changed and is not taken yet. */
interface Unfinished {
  readonly stamp: string;
  readonly since: number;
  /** Its end is not there, or cannot be told; not read again until it changes or has settled. */
  readonly cut: boolean;
}

/** Whether a picture's end is there; `undefined` if its format does not tell. */
function isWhole(bytes: Buffer): boolean | undefined {
  const format = sniff(bytes);
  return format && format !== "tiff" && format !== "avif" ? !isCut(format, bytes) : undefined;
}

/** A picture whose turn it is: its bytes, or why it cannot be had. */
export interface Arrival {
  /** Relative path; empty for a folder's error. */
  readonly file: string;
  readonly result: Buffer | VisionError;
}

/**
 * Files of a watched folder in the order in which they came, each once it is whole: one frame
 * however slowly it is written, one error if it stays half. The same content never comes twice.
 */
export class Arrivals {
  readonly #root: string;
  readonly #base: string;
  /** To be looked at, oldest first. */
  readonly #queue = new Set<string>();
  /** To be looked at again when the timer rings. */
  readonly #again = new Set<string>();
  readonly #unfinished = new Map<string, Unfinished>();
  /** Marks of the contents that were given; one that is removed is forgotten. */
  readonly #taken = new Map<string, string>();
  readonly #errors: VisionError[] = [];
  #timer: NodeJS.Timeout | undefined;
  #wake: () => void = () => {};
  #failure: VisionError | undefined;

  constructor(root: string, base: string) {
    this.#root = root;
    this.#base = base;
  }

  /** `file` (relative) appeared, changed or went. */
  changed(file: string): void {
    this.#queue.add(file);
    this.#wake();
  }

  /** An error that is given in its turn. */
  unreadable(error: VisionError): void {
    this.#errors.push(error);
    this.#wake();
  }

  /** `next` throws this from now on. */
  failed(error: VisionError): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Ends the timer. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** Waits for the next picture that is finished; `undefined` when `signal` aborts. */
  async next(signal: AbortSignal): Promise<Arrival | undefined> {
    while (!signal.aborted) {
      if (this.#failure) throw this.#failure;
      const error = this.#errors.shift();
      if (error) return { file: "", result: error };
      const [file] = this.#queue;
      if (file === undefined) {
        await this.#something(signal);
        continue;
      }
      this.#queue.delete(file);
      const result = await this.take(file);
      if (result) return { file, result };
    }
    return undefined;
  }

  /**
   * The bytes of `file` if it is finished, its error if it will not be; otherwise `undefined`, and
   * `next` gives it later. One that lay there before the watch began (`atRest`) has been quiet since
   * it was written.
   */
  async take(file: string, atRest = false): Promise<Buffer | VisionError | undefined> {
    const found = await stat(path.join(this.#root, file)).catch(() => undefined);
    if (!found) {
      this.#unfinished.delete(file);
      this.#taken.delete(file);
      return undefined;
    }
    const stamp = stampOf(found);
    if (this.#taken.get(file) === stamp) return undefined;
    const now = performance.now();
    const fresh = { stamp, since: now - (atRest ? Math.max(0, Date.now() - found.mtimeMs) : 0), cut: false };
    const known = this.#unfinished.get(file);
    const state = known?.stamp === stamp ? known : fresh;
    const quiet = now - state.since;
    if (quiet < (state.cut ? SETTLE_MS : atRest ? 0 : QUIET_MS)) return this.#later(file, state);
    return this.#read(file, state, quiet >= SETTLE_MS);
  }

  /** Reads a quiet file. `settled`: it has been quiet for so long that it will not become whole. */
  async #read(file: string, state: Unfinished, settled: boolean): Promise<Buffer | VisionError | undefined> {
    let result: Buffer | VisionError;
    try {
      const { bytes, stamp } = await readPicture(path.join(this.#root, file), this.#base);
      if (stamp !== state.stamp) return this.#later(file, { stamp, since: performance.now(), cut: false });
      const whole = isWhole(bytes);
      if (!whole && !settled) return this.#later(file, { ...state, cut: true });
      result =
        whole === false ? new VisionError("INPUT_TRUNCATED", { detail: `${file} lacks its end` }) : bytes;
    } catch (error) {
      result = asVisionError(error);
      if (result.code === "INPUT_EMPTY" && !settled) return this.#later(file, { ...state, cut: true });
      if (result.code === "SOURCE_NOT_FOUND") return this.#later(file, state);
    }
    this.#unfinished.delete(file);
    this.#taken.set(file, state.stamp);
    return result;
  }

  #later(file: string, state: Unfinished): undefined {
    this.#unfinished.set(file, state);
    this.#again.add(file);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const each of this.#again) this.#queue.add(each);
      this.#again.clear();
      this.#wake();
    }, QUIET_MS);
  }

  #something(signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return orAborted(woken, signal, undefined);
  }
}
