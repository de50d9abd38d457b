/** Stages of one picture's way through a flow, in order. */
export const STAGES = [
  "queue",
  "decode",
  "preprocess",
  "upload",
  "infer",
  "download",
  "postprocess",
] as const;

export type Stage = (typeof STAGES)[number];

/**
 * `msg.timings`, all in ms. `age`: from capture to hand-over by camera-in. `total`: from hand-over
 * to scores on the host. A stage that did not run is absent. decode is whatever turns an encoded
 * picture into resized pixels (decoders resize while they decode); raw frames have none.
 */
export type Timings = Partial<Readonly<Record<Stage | "age" | "total", number>>>;
