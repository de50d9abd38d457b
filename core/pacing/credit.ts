import type { Hold } from "../values/frame";
import { CREDIT_RETURN_MS, CREDIT_TAKE_MS, CREDITS } from "../values/limits";
import type { Timers } from "./timer";

/**
 * The way back from a flow to its camera, which Node-RED does not have: every frame carries a
 * credit, and the camera sends the next frame when one of its credits is back.
 *
 * A credit comes back when the last hold on it is closed; by itself (and counted) when nobody took
 * it within {@link CREDIT_TAKE_MS}, or {@link CREDIT_RETURN_MS} after it went out.
 */
export class Credits {
  readonly #timers: Timers;
  readonly #limit: number;
  readonly #out = new Set<Credit>();
  /** Called whenever a credit came back. */
  onFree: () => void = () => {};
  #untaken = 0;
  #overdue = 0;

  constructor(timers: Timers, limit = CREDITS) {
    this.#timers = timers;
    this.#limit = limit;
  }

  /** Credits that came back because no node of ours took the frame. */
  get untaken(): number {
    return this.#untaken;
  }

  /** Credits that came back because the frame was held too long. */
  get overdue(): number {
    return this.#overdue;
  }

  /** Whether the camera may send now. */
  get free(): boolean {
    return this.#out.size < this.#limit;
  }

  /** A credit for one frame that is about to be sent. */
  issue(): Hold {
    const credit = new Credit(this.#timers, (why) => {
      this.#out.delete(credit);
      if (why === "untaken") this.#untaken++;
      if (why === "overdue") this.#overdue++;
      this.onFree();
    });
    this.#out.add(credit);
    return credit;
  }

  /** Takes every credit back, for a camera that stops. */
  reset(): void {
    for (const credit of [...this.#out]) credit.back("returned");
  }
}

type Why = "returned" | "untaken" | "overdue";

class Credit implements Hold {
  readonly #onBack: (why: Why) => void;
  readonly #cancelOverdue: () => void;
  #cancelUntaken: () => void;
  #open = 0;
  #isBack = false;

  constructor(timers: Timers, onBack: (why: Why) => void) {
    this.#onBack = onBack;
    this.#cancelUntaken = timers.after(CREDIT_TAKE_MS, () => this.back("untaken"));
    this.#cancelOverdue = timers.after(CREDIT_RETURN_MS, () => this.back("overdue"));
  }

  hold(): () => void {
    this.#cancelUntaken();
    this.#open++;
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      if (--this.#open === 0) this.back("returned");
    };
  }

  back(why: Why): void {
    if (this.#isBack) return;
    this.#isBack = true;
    this.#cancelUntaken();
    this.#cancelOverdue();
    this.#onBack(why);
  }
}
