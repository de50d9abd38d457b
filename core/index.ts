/** What other programs may use of this package without Node-RED. */
export { openPipeline, type Pipeline, type PipelineOptions, type PipelineResult } from "./pipeline";
export { VisionError } from "./values/errors";
export { Frame, type FrameInit } from "./values/frame";
export { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "./values/options";
export type { Prediction } from "./values/prediction";
export { PRESETS } from "./values/presets";
export { DEFAULT_SPEC, type PreprocessSpec } from "./values/spec";
export { ImageTensor } from "./values/tensor";
