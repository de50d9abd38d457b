import type { Plan } from "../../values/plan";
import type { ReadyTensor } from "../../values/tensor";
import type { InputFacts, OutputFacts } from "../session";

/** What the worker is started with. */
export interface WorkerInput {
  /** Absolute path of the ONNX Runtime package's entry file. */
  readonly entry: string;
  readonly path: string;
  readonly input: InputFacts;
  readonly output: OutputFacts;
  readonly threads: number;
  readonly spin: boolean;
  /** WebAssembly reads no weights from other files. */
  readonly web: boolean;
}

/** Ends the worker once what it runs has ended; what waits is not run. */
export const CLOSE = "close";

/** One picture or tensor to run. */
export type Request = { readonly id: number } & (
  | { readonly pixels: Uint8Array; readonly plan: Plan }
  | { readonly tensor: ReadyTensor }
);

/** What the worker says. */
export type Reply =
  | { readonly kind: "loaded" }
  /** `stage`: the package itself, or the model, could not be loaded. */
  | { readonly kind: "unusable"; readonly stage: "package" | "model"; readonly text: string }
  | {
      readonly kind: "scores";
      readonly id: number;
      /** batch × classes. */
      readonly scores: Float32Array;
      readonly pictures: number;
      /** ms */
      readonly normalise: number;
      readonly infer: number;
    }
  | { readonly kind: "failed"; readonly id: number; readonly text: string };
