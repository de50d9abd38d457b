import type { Binding } from "../values/plan";
import type { Activation, BackendName } from "../values/prediction";
import type { DType, Layout } from "../values/spec";
import type { ModelInput } from "../values/tensor";
import type { Timings } from "../values/timings";

/** A model's picture input, as its graph says. */
export interface InputFacts {
  readonly name: string;
  readonly dtype: DType;
  readonly layout: Layout;
  /** Pixels; 0: open. */
  readonly width: number;
  readonly height: number;
  /** Pictures a run; 0: open. */
  readonly batch: number;
}

/** The output that holds the scores. */
export interface OutputFacts {
  readonly name: string;
  readonly classes: number;
  /** An activation already at the graph's end. */
  readonly activation: Activation;
}

/** What a loaded model is. */
export interface SessionInfo {
  readonly backend: BackendName;
  /** `fp32`, `fp16`, `int8`, … */
  readonly precision: string;
  readonly input: InputFacts;
  readonly output: OutputFacts;
}

/** Scores of one picture or one batch tensor, on the host. */
export interface SessionResult {
  /** One list of `classes` scores a picture. */
  readonly scores: readonly Float32Array[];
  readonly timings: Timings;
}

/**
 * A loaded model on one backend. Implementations: ONNX Runtime in a worker; TensorRT through the
 * native addon (which gets frame and plan, and preprocesses on the GPU).
 *
 * `infer` may be called again before the last call ends; calls are answered in order. It rejects
 * with a VisionError and stays usable: a backend that died is started again by the next call.
 */
export interface Session {
  readonly info: SessionInfo;
  infer(input: ModelInput): Promise<SessionResult>;
  /** Ends running calls with `SESSION_CLOSED` and frees everything; may be called twice. */
  close(): Promise<void>;
}

/** What a session's input fixes for preprocessing. */
export function bindingOf({ width, height, layout, dtype }: InputFacts): Binding {
  return { width, height, layout, dtype };
}
