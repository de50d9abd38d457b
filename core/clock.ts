/** Milliseconds since the epoch from a clock that never steps back (the process's monotonic clock). */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
