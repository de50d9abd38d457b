import { ImageTensor } from "../../../core/values/tensor";
import type { TryAnswer } from "../contract";
import { bodyOf, pictureOf, propertiesOf } from "./body";
import { frameOf, seen } from "./picture";
import type { AdminServices } from "./services";

/** Predictions that the form shows. */
const SHOWN = 5;

/** Answers `POST try`: what a model says to one picture, by its own preset, and how long each stage took. */
export async function tryModel(services: AdminServices, body: unknown): Promise<TryAnswer> {
  const request = bodyOf(body);
  const { name, frame } = await frameOf(pictureOf(request["picture"]));
  const picture = await seen(services.realise, name, frame);
  const model = await services.openModel(propertiesOf(request["model"], "model"));
  try {
    const { spec, backend, precision } = model;
    const started = performance.now();
    const { predictions, timings } = await model.classify(new ImageTensor(frame, spec, services.realise));
    const total = performance.now() - started;
    const best = predictions.slice(0, SHOWN).map(({ label, score }) => ({ label, score }));
    return { picture, predictions: best, backend, precision, timings: { ...timings, total } };
  } finally {
    await model.release();
  }
}
