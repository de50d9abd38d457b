/** One answer of a classifier; lists are ordered best first. */
export interface Prediction {
  readonly label: string;
  /** 0–1 for softmax and sigmoid, any number for raw logits. */
  readonly score: number;
  /** Index of the model's output; -1 for "other"; of the best member for a group. */
  readonly index: number;
}

/** What executes a model. */
export type BackendName = "onnxruntime" | "onnxruntime-web" | "tensorrt";

/** What scores a model's output holds already, so that it is not done twice. */
export type Activation = "logits" | "softmax" | "sigmoid";

/** `msg.inference`: who answered, and what was lost on the way. */
export interface InferenceInfo {
  readonly model: string;
  readonly backend: BackendName;
  readonly precision: string;
  /** Frames of this source replaced by newer ones since its last result. */
  readonly dropped: number;
  /** What about the preprocessing was guessed because the model's files do not say; absent if nothing. */
  readonly guessed?: readonly string[];
}
