import type { Session } from "./inference/session";
import { Lanes } from "./pacing/lanes";
import { LOAD_RETRY_MS } from "./values/limits";

/** One message's work at a model. */
export interface Work {
  /** Whose it is; a closing node takes its own back. */
  readonly owner: string;
  /** Does it; never rejects. */
  run(): Promise<void>;
}

/**
 * Keeps the promise of something loaded. It loads at the first call, and once more with a call that
 * comes `retryMs` after a failure; until then a failure is answered without another attempt.
 */
export function lazily<T>(
  load: () => Promise<T>,
  now: () => number,
  retryMs = LOAD_RETRY_MS,
): () => Promise<T> {
  let loading: Promise<T> | undefined;
  let retryAt = Number.POSITIVE_INFINITY;
  return () => {
    if (loading && now() < retryAt) return loading;
    retryAt = Number.POSITIVE_INFINITY;
    loading = load();
    loading.catch(() => {
      retryAt = now() + retryMs;
    });
    return loading;
  };
}

/** A loaded model as several nodes use it: one session, one set of waiting places. */
export class SharedModel {
  readonly lanes: Lanes<Work>;
  /** The session, warmed up; rejects with the VisionError of a failed load. */
  readonly session: () => Promise<Session>;
  #closed = false;

  /** @param open loads the session and warms it up */
  constructor(inFlight: number, open: () => Promise<Session>, now: () => number) {
    this.lanes = new Lanes<Work>(inFlight, (work) => work.run());
    this.session = lazily(async () => {
      const session = await open();
      if (this.#closed) await session.close();
      else this.#session = session;
      return session;
    }, now);
  }

  #session: Session | undefined;

  /** Closes the session, also one that is still being loaded; waiting work is the owners' to withdraw. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#session?.close();
  }
}
