import type { VisionError } from "../values/errors";
import type { Frame } from "../values/frame";
import type { State } from "../values/state";

/** Permission to produce; decided by whoever runs the source (credits, interval, steps). */
export interface Pace {
  /**
   * Resolves when the next frame may be read; `false` when the source shall end. Each permission is
   * answered by one frame or one error, unless the source ends first.
   * A source that reads frames of its own accord (a live camera) does not ask.
   */
  next(): Promise<boolean>;
}

/** Where a source puts what it has. All calls come on the event loop. */
export interface Sink {
  frame(frame: Frame): void;
  /** A picture that could not be had; the source goes on with the next one. */
  error(error: VisionError): void;
  state(state: State): void;
}

/**
 * Something that gives frames. `run` reads until its end, until `pace` says no or until `signal`
 * aborts, frees everything it opened and then resolves; it rejects with a VisionError when it
 * cannot go on (path missing, tool missing). It can be run again.
 */
export interface Source {
  readonly kind: string;
  run(sink: Sink, pace: Pace, signal: AbortSignal): Promise<void>;
}

/** What a source is told by whoever makes it. */
export interface SourceContext {
  /** Name of the camera, for `Frame.source`. */
  readonly name: string;
  /** Milliseconds since the epoch, from a monotonic clock, for `Frame.capturedAt`. */
  now(): number;
  /** Absolute path of the folder with the bundled photos. */
  readonly photos: string;
  /** Folder that relative paths start at, for error texts. */
  readonly base: string;
}
