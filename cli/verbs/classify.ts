import { homedir } from "node:os";
import path from "node:path";
import { listPhotos } from "../../core/files/photos";
import { createResolver } from "../../core/files/resolve";
import { openPipeline, type Pipeline, type PipelineResult } from "../../core/pipeline";
import { readPicture } from "../../core/sources/read-picture";
import { asVisionError, VisionError } from "../../core/values/errors";
import { MAX_MEGAPIXELS } from "../../core/values/limits";
import { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { type ClassifyArguments, HELP, readArguments } from "../classify/options";
import type { Verb } from "../edge-vision";

/** Pictures in work at a time: one is decoded while the other is inferred. */
const IN_FLIGHT = 2;

const resolver = createResolver({ bases: { userDir: process.cwd() }, folders: [] });

async function openFrom({
  model,
  labels,
  preset,
  overrides,
  topK,
  userDir,
}: ClassifyArguments): Promise<Pipeline> {
  const file = await resolver.resolve(model);
  const { backend, threads, spin, input, output, labelList, labelShift } = DEFAULT_MODEL_OPTIONS;
  return openPipeline({
    model: file.path,
    base: file.base,
    labels: labels && (await resolver.resolve(labels)).path,
    input,
    output,
    labelList,
    labelShift,
    backend,
    threads,
    spin,
    warmup: 0,
    overrides,
    maxMegapixels: MAX_MEGAPIXELS,
    classify: { ...DEFAULT_CLASSIFY_OPTIONS, topK },
    userDir: userDir ? path.resolve(userDir) : path.join(homedir(), ".node-red"),
    ...(preset && { preset }),
  });
}

/** `builtin:photos` stands for each of them. */
async function expand(files: readonly string[]): Promise<{ name: string; file: string }[]> {
  const lists = files.map(async (name) => {
    if (name !== "builtin:photos") return [{ name, file: path.resolve(name) }];
    const folder = (await resolver.resolve(name)).path;
    return (await listPhotos()).map((photo) => ({ name: photo, file: path.join(folder, photo) }));
  });
  return (await Promise.all(lists)).flat();
}

function shape({ predictions, inference }: PipelineResult): object {
  const list = predictions.map(({ label, index, score }) => ({ label, index, score }));
  return { predictions: list, ...(inference.guessed && { guessed: inference.guessed }) };
}

function table(name: string, { predictions }: PipelineResult): string {
  const rows = predictions.map(({ label, score }) => `  ${(score * 100).toFixed(1).padStart(5)} %  ${label}`);
  return [name, ...rows].join("\n");
}

function say(json: boolean, name: string, outcome: PipelineResult | VisionError): void {
  if (outcome instanceof VisionError) {
    if (json) console.log(JSON.stringify({ file: name, error: outcome }));
    else console.error(`${name}\n  ${outcome.message}`);
  } else console.log(json ? JSON.stringify({ file: name, ...shape(outcome) }) : table(name, outcome));
}

async function classifyAll(pipeline: Pipeline, { files, json, raw }: ClassifyArguments): Promise<number> {
  const work: { name: string; outcome: Promise<PipelineResult | VisionError> }[] = [];
  let failures = 0;
  const settle = async (): Promise<void> => {
    const next = work.shift();
    if (!next) return;
    const outcome = await next.outcome;
    if (outcome instanceof VisionError) failures++;
    say(json, next.name, outcome);
  };
  for (const { name, file } of await expand(files)) {
    if (process.stdout.errored) break;
    const outcome = readPicture(file, process.cwd())
      .then(({ bytes }) => pipeline.classify(raw ? { data: bytes, ...raw } : bytes))
      .catch(asVisionError);
    work.push({ name, outcome });
    if (work.length >= IN_FLIGHT) await settle();
  }
  while (work.length) await settle();
  return failures ? 1 : 0;
}

async function run(args: readonly string[]): Promise<number> {
  const wantsJson = args.includes("--json");
  const fail = (error: VisionError): void => {
    if (wantsJson) console.log(JSON.stringify({ error }));
    else console.error(error.message);
  };
  let asked: ClassifyArguments;
  try {
    asked = readArguments(args);
  } catch (error) {
    fail(asVisionError(error));
    return 2;
  }
  if (asked.help) {
    console.log(HELP);
    return 0;
  }
  let pipeline: Pipeline;
  try {
    pipeline = await openFrom(asked);
  } catch (error) {
    fail(asVisionError(error));
    return 1;
  }
  const { description } = pipeline;
  for (const warning of description.warnings) console.error(warning.message);
  if (description.guessed.length > 0 && !asked.json) {
    console.error(
      `The model does not say how pictures are prepared; guessed: ${description.guessed.join(", ")}.`,
    );
  }
  try {
    return await classifyAll(pipeline, asked);
  } finally {
    await pipeline.close();
  }
}

export const verb: Verb = { summary: "labels of pictures", run };
