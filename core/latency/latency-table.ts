import { VisionError } from "../values/errors";
import type { LatencyOptions } from "../values/options";
import type { Timings } from "../values/timings";
import { Case, type CaseReport, type Glance, type Passing } from "./case";

/** Most cases in one table; one more is refused, so that names made from frame numbers stay bounded. */
export const MAX_CASES = 100;

/**
 * Collects timings case by case, in the order in which cases are first seen. Numbers only: no clock.
 *
 * Memory: `window` × 8 bytes for each figure of a case as frames come, at most; with a window of 0
 * one histogram a figure.
 */
export class LatencyTable {
  readonly #cases = new Map<string, Case>();

  constructor(readonly options: LatencyOptions) {}

  /**
   * Adds one frame. Values that are no duration (negative, not finite, no number) are left out.
   * Throws `CASES_FULL` for a new case beyond {@link MAX_CASES}; the others are still measured.
   */
  add(name: string, timings: Timings, passing: Passing): void {
    this.#case(name).add(timings, passing);
  }

  /** One row a case. */
  reports(): CaseReport[] {
    const [first, ...rest] = this.#cases.values();
    if (!first) return [];
    const report = first.report();
    return [report, ...rest.map((one) => one.report(report.median))];
  }

  /** What a status shows of one case; cheaper than its row. `undefined` if it was never seen. */
  glance(name: string): Glance | undefined {
    return this.#cases.get(name)?.glance();
  }

  /** Whether every case seen has counted the frames that `after` asks for; never with 0. */
  get complete(): boolean {
    const { after } = this.options;
    return (
      after > 0 && this.#cases.size > 0 && [...this.#cases.values()].every(({ count }) => count >= after)
    );
  }

  /** Forgets everything. */
  reset(): void {
    this.#cases.clear();
  }

  #case(name: string): Case {
    let found = this.#cases.get(name);
    if (!found) {
      if (this.#cases.size >= MAX_CASES) throw new VisionError("CASES_FULL", { limit: MAX_CASES, name });
      found = new Case(name, this.options.window, this.options.warmup);
      this.#cases.set(name, found);
    }
    return found;
  }
}
