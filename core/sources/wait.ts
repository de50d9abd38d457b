/**
 * Wait after a reading that gave nothing, in ms, so that a loop over bad pictures is no flood of
 * errors.
 */
export const RETRY_MS = 1000;

/**
 * What `promise` resolves to, or `otherwise` as soon as `signal` aborts. A rejection after that is
 * nobody's: whoever made the promise has been told to stop.
 */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(otherwise);
    const free = (): void => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    promise.then(resolve, reject).finally(free);
  });
}

/** Resolves after `ms`, at once when `signal` aborts; leaves no timer behind. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
