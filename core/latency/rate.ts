/** Span that "in the last seconds" means, in ms, and frames that are looked at within it at most. */
const RECENT_MS = 5000;
const RECENT_FRAMES = 512;

/**
 * Throughput: how many frames a second passed by. Intervals over the time they took together, so n
 * frames count n − 1; `null` until there are two at different times.
 */
export class Rate {
  #count = 0;
  #first = 0;
  readonly #recent: number[] = [];

  /** Counts a frame that passed at `at` (ms, any clock that does not run backwards). */
  add(at: number): void {
    if (this.#count++ === 0) this.#first = at;
    this.#recent.push(at);
    while (this.#recent.length > RECENT_FRAMES || (this.#recent[0] as number) < at - RECENT_MS) {
      this.#recent.shift();
    }
  }

  /** Frames/s from the first frame to the newest. */
  get whole(): number | null {
    return perSecond(this.#count, (this.#recent.at(-1) ?? this.#first) - this.#first);
  }

  /** Frames/s in the 5 s before the newest frame, by the newest 512 of them. */
  get recent(): number | null {
    return perSecond(this.#recent.length, (this.#recent.at(-1) ?? 0) - (this.#recent[0] ?? 0));
  }
}

function perSecond(frames: number, span: number): number | null {
  return frames > 1 && span > 0 ? ((frames - 1) / span) * 1000 : null;
}
