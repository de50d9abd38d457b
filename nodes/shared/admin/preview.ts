import { asVisionError, type VisionError } from "../../../core/values/errors";
import type { Frame } from "../../../core/values/frame";
import type { PreprocessSpec, Region } from "../../../core/values/spec";
import { ImageTensor, type Realise } from "../../../core/values/tensor";
import { overridesOf, parseRegion, presetSpec } from "../../preprocess/spec";
import type { ModelProperties, Preview, PreviewAnswer } from "../contract";
import { bodyOf, pictureOf, propertiesOf } from "./body";
import { frameOf, seen, toPixels } from "./picture";
import type { AdminServices, OpenModel } from "./services";

/** The region of the form, if it is written there; one from a message or variable is not known here. */
function regionOf({ region, regionType }: ModelProperties): Region | null {
  if (regionType !== "json") return null;
  try {
    return parseRegion(JSON.parse(String(region))) ?? null;
  } catch {
    return null;
  }
}

/** The picture resized in one way, and what the judge says to it. Throws what realising and judging throw. */
async function look(
  realise: Realise,
  frame: Frame,
  spec: PreprocessSpec,
  judge: OpenModel | undefined,
): Promise<Preview> {
  const pixels = await realise(frame, spec, judge?.binding ?? {});
  const image = toPixels(pixels);
  if (!judge) return { image, plan: pixels.plan, top: null };
  const { predictions } = await judge.classify(new ImageTensor(frame, spec, async () => pixels));
  const [best] = predictions;
  return { image, plan: pixels.plan, top: best ? { label: best.label, score: best.score } : null };
}

interface Judge {
  readonly model?: OpenModel;
  readonly error?: VisionError;
}

async function openJudge(services: AdminServices, model: unknown): Promise<Judge> {
  try {
    return { model: await services.openModel(propertiesOf(model, "model")) };
  } catch (error) {
    return { error: asVisionError(error) };
  }
}

/** Answers `POST preview`: one picture, resized in three ways and judged. */
export async function preview(
  services: AdminServices,
  body: unknown,
  wording: (error: VisionError) => string,
): Promise<PreviewAnswer> {
  const request = bodyOf(body);
  const properties = propertiesOf(request["preprocess"], "preprocess");
  const { name, frame } = await frameOf(pictureOf(request["picture"]));
  const picture = await seen(services.realise, name, frame);
  const judge = await openJudge(services, request["model"]);
  try {
    const preset = presetSpec(properties["preset"], judge.model?.spec);
    const spec = { ...preset, ...overridesOf(properties), region: regionOf(properties) };
    const { modes, error = judge.error } = await lookThrice(services.realise, frame, spec, judge.model);
    const failure = error ? { code: error.code, message: wording(error) } : null;
    return { picture, modes, preset, trained: judge.model?.spec.resize ?? null, judgeError: failure };
  } finally {
    await judge.model?.release();
  }
}

type Looks = { modes: PreviewAnswer["modes"]; error?: VisionError };

/** All three ways; without a judge if he can't judge them (the size in the form does not fit his input). */
async function lookThrice(
  realise: Realise,
  frame: Frame,
  spec: PreprocessSpec,
  judge: OpenModel | undefined,
): Promise<Looks> {
  try {
    const stretch = await look(realise, frame, { ...spec, resize: "stretch" }, judge);
    const crop = await look(realise, frame, { ...spec, resize: "crop" }, judge);
    const letterbox = await look(realise, frame, { ...spec, resize: "letterbox" }, judge);
    return { modes: { stretch, crop, letterbox } };
  } catch (error) {
    if (!judge) throw error;
    return { ...(await lookThrice(realise, frame, spec, undefined)), error: asVisionError(error) };
  }
}
