/** Options of sources, sessions and classifiers, each with its default beside its type. */

export const BACKENDS = ["auto", "onnxruntime"] as const;
export type BackendChoice = (typeof BACKENDS)[number];

/** What decides which loaded session a model gets; equal options share one. */
export interface ModelOptions {
  /** Absolute path or `builtin:` name of the model file. */
  readonly model: string;
  readonly backend: BackendChoice;
  /** Threads of one inference; 0: cores − 1, at least 1. */
  readonly threads: number;
  /** Lets waiting threads spin: shorter, at the cost of CPU. */
  readonly spin: boolean;
  /** Frames in work at a time, 1 or 2. */
  readonly inFlight: number;
  /** Input and output tensor; empty: found in the graph. */
  readonly input: string;
  readonly output: string;
  /** Absolute path, `builtin:` name, or empty: what the model's files say. */
  readonly labels: string;
  /** Names in place of a label file; empty: none. */
  readonly labelList: readonly string[];
  /** Outputs in front that the labels do not name (TensorFlow's background class: 1). */
  readonly labelShift: number;
  /** Runs on a built-in picture before the first answer. */
  readonly warmup: number;
}

export const DEFAULT_MODEL_OPTIONS: ModelOptions = {
  model: "builtin:efficientnet-lite0",
  backend: "auto",
  threads: 0,
  spin: false,
  inFlight: 2,
  input: "",
  output: "",
  labels: "",
  labelList: [],
  labelShift: 0,
  warmup: 3,
};

export const ACTIVATION_CHOICES = ["softmax", "sigmoid", "raw"] as const;
export type ActivationChoice = (typeof ACTIVATION_CHOICES)[number];

/** Labels whose scores add up under one name. */
export interface LabelGroup {
  readonly name: string;
  readonly members: readonly string[];
}

/** How scores become a list of predictions. */
export interface ClassifyOptions {
  readonly activation: ActivationChoice;
  /** Longest list. */
  readonly topK: number;
  /** Scores below are left out (0: none); in the units of the activation. */
  readonly threshold: number;
  /** Label → threshold of its own. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Answer when the best is below its threshold or not `margin` ahead of the second; empty: an empty list. */
  readonly other: string;
  /** Lead that the best needs over the second; 0: none. */
  readonly margin: number;
  /** Only these labels, if any are named. */
  readonly allow: readonly string[];
  /** Never these labels. */
  readonly deny: readonly string[];
  /** Label → name shown in its place. */
  readonly rename: Readonly<Record<string, string>>;
  readonly groups: readonly LabelGroup[];
}

export const DEFAULT_CLASSIFY_OPTIONS: ClassifyOptions = {
  activation: "softmax",
  topK: 5,
  threshold: 0,
  thresholds: {},
  other: "",
  margin: 0,
  allow: [],
  deny: [],
  rename: {},
  groups: [],
};

export const SOURCE_KINDS = ["samples", "file", "folder", "video", "test"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const PACES = ["fast", "interval", "message"] as const;
export type PaceKind = (typeof PACES)[number];

export const ROTATIONS = [0, 90, 180, 270] as const;
export const MIRRORS = ["none", "horizontal", "vertical"] as const;

/** Where frames come from and when. */
export interface SourceOptions {
  readonly kind: SourceKind;
  /** File, folder or glob (absolute), or a `builtin:` name; unused for `samples` and `test`. */
  readonly path: string;
  /** Start again after the last picture. */
  readonly loop: boolean;
  /** Wait for new files in the folder once all are read. */
  readonly watch: boolean;
  readonly pace: PaceKind;
  /** Seconds from frame to frame, for pace `interval`. */
  readonly interval: number;
  /** Quarter turns clockwise, in degrees. */
  readonly rotate: (typeof ROTATIONS)[number];
  readonly mirror: (typeof MIRRORS)[number];
  /** Test pattern and video: pixels and frames a second; 0 for a video: its own. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

export const DEFAULT_SOURCE_OPTIONS: SourceOptions = {
  kind: "samples",
  path: "",
  loop: false,
  watch: false,
  pace: "fast",
  interval: 1,
  rotate: 0,
  mirror: "none",
  width: 0,
  height: 0,
  fps: 0,
};

/** What latency-meter keeps and when it is done. */
export interface LatencyOptions {
  /** Frames of the sliding window; 0: all. */
  readonly window: number;
  /** First frames of a case that do not count. */
  readonly warmup: number;
  /** Emits the finished table once after this many counted frames (of every case seen); 0: never. */
  readonly after: number;
}

export const DEFAULT_LATENCY_OPTIONS: LatencyOptions = { window: 1000, warmup: 2, after: 20 };
