/**
 * Every error the package can raise, in one table.
 *
 * `what` and `remedy` are English templates with `{name}` placeholders; translations of the same
 * keys live in `nodes/shared/locales`. `kind` says whose fault it is, so that a flow can answer an
 * HTTP client: `input` (the message: 400), `busy` (too much at once: 503), `setup` (this machine or
 * this configuration: 500).
 */
export type ErrorKind = "input" | "busy" | "setup";

/** One row of the table. */
export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** What happened: expected X for Y, received Z. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const ERRORS = {
  INPUT_UNSUPPORTED: {
    kind: "input",
    what: "Expected a picture for {where}, received {found}.",
    remedy:
      "Send a Frame, a Buffer holding JPEG, PNG, WebP, GIF, TIFF or AVIF, base64 text, or {data, width, height, format}.",
  },
  INPUT_EMPTY: {
    kind: "input",
    what: "The picture is empty (0 bytes).",
    remedy: "Check the node or the file that it comes from.",
  },
  INPUT_TRUNCATED: {
    kind: "input",
    what: "The picture is truncated: {detail}.",
    remedy: "Wait until the file or download is complete, then send it again.",
  },
  INPUT_CORRUPT: {
    kind: "input",
    what: "The {format} picture cannot be decoded: {detail}.",
    remedy: "Open the file in a picture viewer; save it again if it is damaged.",
  },
  INPUT_TOO_LARGE: {
    kind: "input",
    what: "The picture has {width} × {height} pixels, more than the limit of {limit} megapixels.",
    remedy: "Send a smaller picture, or raise edgeVision.maxMegapixels in settings.js.",
  },
  INPUT_TOO_BIG: {
    kind: "input",
    what: "The picture has {bytes} bytes, more than the limit of {limit}.",
    remedy: "Send a smaller file.",
  },
  INPUT_LAYOUT: {
    kind: "input",
    what: "A {format} frame of {width} × {height} with stride {stride} needs {expected} bytes, received {received}.",
    remedy: "Check width, height, stride and format of the frame.",
  },
  INPUT_FRAME_LOST: {
    kind: "input",
    what: "Received {}: a Frame lost by a deep copy.",
    remedy: "Copy the message instead, or move the property, so that the Frame stays the same object.",
  },
  TENSOR_INVALID: {
    kind: "input",
    what: "The tensor cannot be used: {detail}.",
    remedy: "Send {data, type, dims} where the product of dims is the length of data.",
  },
  SHAPE_MISMATCH: {
    kind: "input",
    what: "The model takes {expected}, the picture was prepared as {received}.",
    remedy: "Set the size of the preprocess node to the model's, or leave it empty.",
  },
  OPTION_INVALID: {
    kind: "setup",
    what: "Expected {expected} for {name}, received {received}.",
    remedy: "Correct the setting; an environment variable may hold the wrong text.",
  },
  PATH_OUTSIDE: {
    kind: "input",
    what: "{path} from the message lies outside the folders this node may read.",
    remedy: "Put the file into the node's folder, or add its folder to edgeVision.folders in settings.js.",
  },
  BUILTIN_UNKNOWN: {
    kind: "setup",
    what: "{name} is nothing that the package brings.",
    remedy: "Choose one of {names}, or give the path of a file.",
  },
  QUEUE_FULL: {
    kind: "busy",
    what: "{limit} messages already wait for this model.",
    remedy: "Send fewer pictures at a time, or use a faster model.",
  },
  SHARP_MISSING: {
    kind: "setup",
    what: "The picture library sharp cannot be loaded: {detail}.",
    remedy: "In the Node-RED user folder run: npm install sharp",
  },
  SOURCE_NOT_FOUND: {
    kind: "setup",
    what: "{path} does not exist.",
    remedy: "Correct the path; relative paths start at {base}.",
  },
  SOURCE_UNREADABLE: {
    kind: "setup",
    what: "{path} cannot be read: {detail}.",
    remedy: "Check what is there, and that the user that runs Node-RED may read it.",
  },
  SOURCE_EMPTY: {
    kind: "setup",
    what: "No picture found at {path}.",
    remedy: "Put pictures there, or correct the pattern.",
  },
  SOURCE_BUSY: {
    kind: "busy",
    what: "The step was refused: {limit} steps already wait.",
    remedy: "Send steps no faster than the flow takes frames.",
  },
  VIDEO_TOOL_MISSING: {
    kind: "setup",
    what: "Neither ffmpeg nor GStreamer was found to read {path}.",
    remedy: "Install one: sudo apt install ffmpeg",
  },
  VIDEO_FAILED: {
    kind: "setup",
    what: "{tool} could not read {path}: {detail}.",
    remedy: "Play the file with {tool} on the command line to see the whole message.",
  },
  MODEL_NOT_CHOSEN: {
    kind: "setup",
    what: "No vision-model is chosen.",
    remedy: "Open the node and choose or create one.",
  },
  MODEL_NOT_FOUND: {
    kind: "setup",
    what: "The model file {path} does not exist.",
    remedy: "Correct the path; relative paths start at {base}.",
  },
  MODEL_UNREADABLE: {
    kind: "setup",
    what: "The model file {path} cannot be read: {detail}.",
    remedy: "Check that it is a regular file and that the user that runs Node-RED may read it.",
  },
  MODEL_CORRUPT: {
    kind: "setup",
    what: "{path} is not a usable ONNX model: {detail}.",
    remedy: "Export or download the model again.",
  },
  MODEL_OPSET: {
    kind: "setup",
    what: "{path} uses ONNX opset {opset}; {backend} reads up to {supported}.",
    remedy: "Export the model again with opset {supported} or lower.",
  },
  MODEL_OPERATOR: {
    kind: "setup",
    what: "{backend} cannot run operator {operator} (node {node}): {detail}.",
    remedy: "Export the model without it, or choose another backend.",
  },
  MODEL_INPUT: {
    kind: "setup",
    what: "The input {name} of {path} is not a picture: {detail}.",
    remedy: "Choose another input in the vision-model, or export a model with one 3-channel picture input.",
  },
  MODEL_OUTPUT: {
    kind: "setup",
    what: "{path} has no output that holds class scores: {detail}.",
    remedy: "Choose the output in the vision-model, or use a classification model.",
  },
  MODEL_OUTPUT_UNCLEAR: {
    kind: "setup",
    what: "{path} has several outputs that could hold the scores: {names}.",
    remedy: "Choose one in the vision-model.",
  },
  MODEL_WEIGHTS: {
    kind: "setup",
    what: "The weights file {file} of {path} is missing.",
    remedy: "Put it beside the model file.",
  },
  MODEL_WEIGHTS_OUTSIDE: {
    kind: "setup",
    what: "{path} keeps its weights in {file}, outside its own folder.",
    remedy: "Export the model again with its weights in the same folder.",
  },
  MODEL_CONFIG: {
    kind: "setup",
    what: "{file} beside the model cannot be read: {detail}.",
    remedy: "Correct the file or remove it; the model is used without it.",
  },
  MODEL_ENGINE: {
    kind: "setup",
    what: "{path} is a TensorRT engine ({detail}); this backend reads ONNX.",
    remedy: "Choose the ONNX file the engine was made from.",
  },
  MODEL_PICKLE: {
    kind: "setup",
    what: "{path} is a PyTorch file; it can run code when loaded and is not opened.",
    remedy: "Export it to ONNX (torch.onnx.export) and choose that file.",
  },
  LABELS_NOT_FOUND: {
    kind: "setup",
    what: "The label file {path} does not exist.",
    remedy: "Correct the path; relative paths start at {base}.",
  },
  LABELS_INVALID: {
    kind: "setup",
    what: "The labels in {path} cannot be read: {detail}.",
    remedy: "Use one name a line, a JSON list or index, or a pbtxt label map.",
  },
  LABELS_MISMATCH: {
    kind: "setup",
    what: "The labels name {labels} classes, the model has {outputs} outputs.",
    remedy: "Choose the label file that belongs to the model; results carry the index until then.",
  },
  LABELS_BACKGROUND: {
    kind: "setup",
    what: "The model has {outputs} outputs for {labels} labels: probably a background class comes first.",
    remedy: "Set 'Shift labels by' in the vision-model to 1, or choose another label file.",
  },
  LABEL_UNKNOWN: {
    kind: "setup",
    what: "The model has no label {label}, which {option} names.",
    remedy: "Write it as the label file does, whole or its first synonym; upper and lower case count.",
  },
  SCORES_INVALID: {
    kind: "setup",
    what: "The model answered {count} scores and none of them is a number.",
    remedy: "Use the model in FP32 (FP16 overflows here), and check scale, mean and std.",
  },
  CASES_FULL: {
    kind: "setup",
    what: "The latency table already holds {limit} cases; {name} is not measured.",
    remedy: "Reset the table, or name cases by something that does not change from frame to frame.",
  },
  ORT_MISSING: {
    kind: "setup",
    what: "ONNX Runtime is not installed: {detail}.",
    remedy: "In the Node-RED user folder ({userDir}) run: {command}",
  },
  ORT_UNSUPPORTED: {
    kind: "setup",
    what: "onnxruntime-node cannot be loaded on this system: {detail}.",
    remedy:
      "Run: npm install {package} in the Node-RED user folder (slower), or use a Debian based image such as nodered/node-red:latest-debian.",
  },
  BACKEND_UNAVAILABLE: {
    kind: "setup",
    what: "The backend {backend} is not available: {detail}.",
    remedy: "Choose the backend auto or ONNX Runtime.",
  },
  INFERENCE_FAILED: {
    kind: "setup",
    what: "{backend} failed to run the model: {detail}.",
    remedy: "Check that the model's input fits what preprocess gives.",
  },
  SESSION_LOST: {
    kind: "setup",
    what: "The inference worker ended: {detail}.",
    remedy:
      "It is started again with the next picture; if this repeats, the model needs more memory than there is.",
  },
  SESSION_CLOSED: {
    kind: "setup",
    what: "The model was closed before this picture was answered.",
    remedy: "Nothing to do: this happens while flows are deployed.",
  },
  INTERNAL: {
    kind: "setup",
    what: "Unexpected error: {detail}.",
    remedy: "Please report it with the log lines before it.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** Code of an error, stable across releases. */
export type ErrorCode = keyof typeof ERRORS;

/** Values for the placeholders of an error's sentences. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** Puts `params` into the `{name}` placeholders of `template`; an unknown placeholder stays as it is. */
export function fill(template: string, params: ErrorParams): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}

/**
 * An error with a code from {@link ERRORS}. `message` is "CODE: what happened. What to do." in
 * English; a rim (node, command line) may word it in another language from `code` and `params`.
 */
export class VisionError extends Error {
  override readonly name = "VisionError";
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown }) {
    const entry: ErrorEntry = ERRORS[code];
    super(`${code}: ${fill(entry.what, params)} ${fill(entry.remedy, params)}`, options);
    this.code = code;
    this.params = params;
  }

  /** Whose fault it is; decides the HTTP status a flow answers with. */
  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }

  /** What happened and what to do, without the code. */
  get text(): string {
    return this.message.slice(this.code.length + 2);
  }

  toJSON(): { code: ErrorCode; message: string } {
    return { code: this.code, message: this.text };
  }
}

/** Anything thrown, as a {@link VisionError}; what is none already becomes `INTERNAL` with its cause. */
export function asVisionError(thrown: unknown): VisionError {
  if (thrown instanceof VisionError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new VisionError("INTERNAL", { detail }, { cause: thrown });
}
