import type { Sink } from "./source";

/** How often a running source says its rate, in ms. */
const REPORT_MS = 1000;

/** Counts frames and publishes how many a second they are: 0 with the first one, then once a second. */
export class Rate {
  readonly #publish: Sink["state"];
  #frames = 0;
  #since: number | undefined;

  constructor(publish: Sink["state"]) {
    this.#publish = publish;
  }

  /** One frame is about to be handed over. */
  count(): void {
    const now = performance.now();
    this.#frames++;
    if (this.#since !== undefined && now - this.#since < REPORT_MS) return;
    const fps = this.#since === undefined ? 0 : (this.#frames * 1000) / (now - this.#since);
    this.#publish({ kind: "running", fps });
    this.#since = now;
    this.#frames = 0;
  }
}
