import { setImmediate } from "node:timers/promises";

/** Pixels of one go, about half a millisecond. */
const SLICE = 65_536;

/** Runs `work` over 0…count in slices and lets the event loop breathe in between. */
export async function inSlices(count: number, work: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < count; from += SLICE) {
    if (from > 0) await setImmediate();
    work(from, Math.min(from + SLICE, count));
  }
}
