import { VisionError } from "../values/errors";
import type { BackendChoice } from "../values/options";
import { openFirst } from "./auto";
import { openOrt } from "./backends/ort";
import { findOrt, ortCommand, ortVersion } from "./backends/ort-package";
import type { InputFacts, OutputFacts, Session } from "./session";

/** Everything that decides what a session is. */
export interface SessionOptions {
  /** Absolute path of the model file. */
  readonly path: string;
  readonly input: InputFacts;
  readonly output: OutputFacts;
  readonly precision: string;
  readonly backend: BackendChoice;
  /** 0: cores − 1, at least 1. */
  readonly threads: number;
  readonly spin: boolean;
  /** Node-RED's user folder; packages are looked for there too. */
  readonly userDir: string;
}

async function openNode(options: SessionOptions): Promise<Session> {
  const entry = findOrt("onnxruntime-node", options.userDir);
  if (!entry) {
    const { userDir } = options;
    throw new VisionError("ORT_MISSING", {
      detail: "onnxruntime-node was not found",
      userDir,
      command: ortCommand(),
    });
  }
  return openOrt(options, { name: "onnxruntime", entry });
}

/** The same model on WebAssembly, for systems that the binding has no binary for. */
async function openWeb(options: SessionOptions): Promise<Session> {
  const entry = findOrt("onnxruntime-web", options.userDir);
  const wanted = `onnxruntime-web@${ortVersion()}`;
  if (!entry)
    throw new VisionError("ORT_UNSUPPORTED", { detail: `${wanted} is not installed`, package: wanted });
  return openOrt(options, { name: "onnxruntime-web", entry });
}

/**
 * Opens a model on the best backend there is. Today both choices mean ONNX Runtime: its binding,
 * else WebAssembly. Throws `ORT_MISSING`, `ORT_UNSUPPORTED`, `MODEL_*`.
 */
export function openSession(options: SessionOptions): Promise<Session> {
  return openFirst([
    { name: "onnxruntime-node", open: () => openNode(options) },
    { name: "onnxruntime-web", open: () => openWeb(options) },
  ]);
}
