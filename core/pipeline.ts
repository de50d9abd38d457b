import { now } from "./clock";
import { type DescribeOptions, describeModel, type ModelDescription } from "./inference/model/describe";
import { openSession } from "./inference/open";
import { createRanker } from "./predictions/ranker";
import { accept } from "./preprocess/accept";
import { createRealise } from "./preprocess/realise";
import { VisionError } from "./values/errors";
import type { Frame } from "./values/frame";
import type { ClassifyOptions, ModelOptions } from "./values/options";
import type { InferenceInfo, Prediction } from "./values/prediction";
import type { PreprocessSpec } from "./values/spec";
import { type ModelInput, modelInput } from "./values/tensor";
import type { Timings } from "./values/timings";
import { warmUp } from "./warm-up";

/** What a pipeline is made of; paths are absolute. */
export interface PipelineOptions
  extends DescribeOptions,
    Pick<ModelOptions, "backend" | "threads" | "spin" | "warmup"> {
  /** Laid over the model's own preprocessing. */
  readonly overrides: Partial<PreprocessSpec>;
  readonly classify: ClassifyOptions;
  readonly maxMegapixels: number;
  /** Where backend packages are looked for beside our own. */
  readonly userDir: string;
}

/** The answer to one picture. */
export interface PipelineResult {
  readonly predictions: readonly Prediction[];
  readonly timings: Timings;
  readonly inference: InferenceInfo;
}

/** Picture → predictions without Node-RED: preprocess, session and ranking behind one call. */
export interface Pipeline {
  readonly description: ModelDescription;
  /** Names in the classify options that no class bears. */
  readonly warnings: readonly VisionError[];
  /** Classifies a Frame or anything preprocess accepts; one picture. Throws `INPUT_*`, `TENSOR_INVALID`, `SHAPE_MISMATCH`. */
  classify(payload: unknown): Promise<PipelineResult>;
  close(): Promise<void>;
}

/** Opens a model and everything around it. Throws `MODEL_*`, `LABELS_*`, `ORT_*`. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const description = await describeModel(options);
  const { path, input, output, precision, labels } = description;
  const { backend, threads, spin, userDir } = options;
  const spec = { ...description.spec, ...options.overrides };
  const realise = createRealise(options);
  const ranker = createRanker(options.classify, labels, output.classes, output.activation);
  const session = await openSession({ path, input, output, precision, backend, threads, spin, userDir });
  await warmUp(session, realise, spec, options.warmup);

  const inputOf = (payload: unknown): ModelInput => {
    const accepted = accept(payload, "classify");
    if (Array.isArray(accepted)) {
      throw new VisionError("INPUT_UNSUPPORTED", { where: "classify", found: "an array" });
    }
    const picture = accepted as Frame | ModelInput;
    if ("dims" in picture && picture.dims[0] !== 1) {
      throw new VisionError("TENSOR_INVALID", { detail: `it holds ${picture.dims[0]} pictures, not 1` });
    }
    return modelInput(picture, spec, realise);
  };

  return {
    description,
    warnings: ranker.warnings,
    async classify(payload) {
      const started = now();
      const { scores, timings } = await session.infer(inputOf(payload));
      const ranked = now();
      const predictions = ranker.rank(scores[0] as Float32Array);
      const ended = now();
      return {
        predictions,
        timings: { ...timings, postprocess: ended - ranked, total: ended - started },
        inference: {
          model: description.name,
          backend: session.info.backend,
          precision,
          dropped: 0,
          ...(description.guessed.length > 0 && { guessed: description.guessed }),
        },
      };
    },
    close: () => session.close(),
  };
}
