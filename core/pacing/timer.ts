/** Timers as pacing needs them; given from outside so that tests hold the clock. */
export interface Timers {
  /** Milliseconds on any clock that never steps back. */
  now(): number;
  /** Calls `task` once after `ms`; the returned function takes it back. Must not keep the process alive. */
  after(ms: number, task: () => void): () => void;
}
