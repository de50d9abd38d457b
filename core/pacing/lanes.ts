import { VisionError } from "../values/errors";
import { MAX_WAITING } from "../values/limits";

/** One thing to be worked on. */
interface Entry<T> {
  readonly item: T;
  readonly replaceable: boolean;
}

/**
 * The waiting places in front of one session. Each lane (one classifier × one camera × one
 * preprocess) keeps its own order; lanes are served in turn, so that no camera starves another.
 *
 * At most `inFlight` items are in work. Of replaceable items (frames of a camera) one waits a lane,
 * the newest; of all others up to {@link MAX_WAITING} a lane wait in order.
 */
export class Lanes<T> {
  readonly #inFlight: number;
  readonly #work: (item: T) => Promise<void>;
  /** Lanes with something waiting, the next one to be served first (a Map keeps insertion order). */
  readonly #waiting = new Map<string, Entry<T>[]>();
  #busy = 0;

  /** @param work handles one item and must not reject; its end frees the place */
  constructor(inFlight: number, work: (item: T) => Promise<void>) {
    this.#inFlight = inFlight;
    this.#work = work;
  }

  /** Items waiting in all lanes. */
  get waiting(): number {
    let count = 0;
    for (const entries of this.#waiting.values()) count += entries.length;
    return count;
  }

  /**
   * Takes an item to be worked on now or later.
   *
   * @returns the older item of the same lane that this one replaces, if any
   * @throws VisionError `QUEUE_FULL`
   */
  submit(item: T, lane: string, replaceable: boolean): T | undefined {
    const entries = this.#waiting.get(lane) ?? [];
    const stale = replaceable ? entries.findIndex((entry) => entry.replaceable) : -1;
    if (stale < 0 && entries.length >= MAX_WAITING && this.#busy >= this.#inFlight) {
      throw new VisionError("QUEUE_FULL", { limit: MAX_WAITING });
    }
    const [replaced] = stale < 0 ? [] : entries.splice(stale, 1);
    entries.push({ item, replaceable });
    this.#waiting.set(lane, entries);
    this.#serve();
    return replaced?.item;
  }

  /** Takes back the waiting items that `pick` names (all by default); items in work go on. */
  withdraw(pick: (item: T) => boolean = () => true): T[] {
    const taken: T[] = [];
    for (const [lane, entries] of this.#waiting) {
      const kept = entries.filter(({ item }) => !pick(item) || !taken.push(item));
      if (kept.length) this.#waiting.set(lane, kept);
      else this.#waiting.delete(lane);
    }
    return taken;
  }

  #serve(): void {
    while (this.#busy < this.#inFlight) {
      const next = this.#waiting.entries().next();
      if (next.done) return;
      const [lane, entries] = next.value;
      const entry = entries.shift() as Entry<T>;
      this.#waiting.delete(lane);
      if (entries.length) this.#waiting.set(lane, entries);
      this.#busy++;
      void this.#work(entry.item).finally(() => {
        this.#busy--;
        this.#serve();
      });
    }
  }
}
