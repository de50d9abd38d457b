import path from "node:path";
import { VisionError } from "../../values/errors";
import type { ModelOptions } from "../../values/options";
import { PRESETS, type PresetName } from "../../values/presets";
import type { PreprocessSpec } from "../../values/spec";
import type { InputFacts, OutputFacts } from "../session";
import { chooseInput, chooseOutput } from "./choose";
import { type Fact, factsOf } from "./facts";
import { checkWeightFiles, type Graph, readGraph, type TensorFacts } from "./graph";
import { firstSynonym, labelsFromDict, labelsFromJson, parseLabels } from "./labels";
import { assumed, fromConfig, fromMetadata, fromPreprocessorConfig, type Said } from "./preset";
import { readJson, readLabelFile, readModel } from "./read-file";
import { refuseOthers } from "./sniff";

/** What to describe; paths are absolute. */
export interface DescribeOptions
  extends Pick<ModelOptions, "model" | "input" | "output" | "labels" | "labelList" | "labelShift"> {
  /** Folder that relative paths start at, for error texts. */
  readonly base?: string;
  /** Preprocessing by name, in place of what the files say. */
  readonly preset?: PresetName;
}

/** All that a model's files say. */
export interface ModelDescription {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly opset: number;
  readonly parameters: number;
  readonly precision: string;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  readonly input: InputFacts;
  readonly output: OutputFacts;
  /** By index of the output; `undefined`: nobody names them. */
  readonly labels: readonly string[] | undefined;
  readonly spec: PreprocessSpec;
  readonly facts: readonly Fact[];
  /** What had to be guessed about preprocessing. */
  readonly guessed: readonly string[];
  readonly warnings: readonly VisionError[];
}

/** What the package brings: labels are shown by their first synonym. */
const OWN_MODELS = path.join(__dirname, "../../../../models");

interface Labels {
  readonly names: readonly string[];
  readonly from: string;
}

function isOwn(file: string): boolean {
  return file.startsWith(OWN_MODELS + path.sep);
}

function shorten(names: readonly string[], file: string): readonly string[] {
  return isOwn(file) ? names.map(firstSynonym) : names;
}

/** Labels of the first that names any: settings, label file, `config.json`, metadata. */
async function findLabels(
  { labels, labelList, base = "", model }: DescribeOptions,
  config: Readonly<Record<string, unknown>> | undefined,
  metadata: Graph["metadata"],
): Promise<Labels | undefined> {
  if (labelList.length > 0) return { names: labelList, from: "setting" };
  if (labels) {
    const names = parseLabels(await readLabelFile(labels, base), labels);
    return { names: shorten(names, labels), from: path.basename(labels) };
  }
  const index = config?.["id2label"];
  if (index) return { names: shorten(labelsFromJson(index, model), model), from: "config.json" };
  const names = metadata.get("names");
  return names ? { names: labelsFromDict(names, model), from: "metadata" } : undefined;
}

function nameOf(file: string): string {
  const stem = path.basename(file, path.extname(file));
  const folder = path.basename(path.dirname(file));
  return stem.startsWith("model") && folder ? folder + stem.slice("model".length) : stem;
}

/** Warnings about a number of labels that does not fit; labels are used by index all the same. */
function compareCounts(labels: number, outputs: number, shift: number): VisionError[] {
  if (labels + shift === outputs) return [];
  const code = shift === 0 && outputs === labels + 1 ? "LABELS_BACKGROUND" : "LABELS_MISMATCH";
  return [new VisionError(code, { labels, outputs })];
}

async function besides(
  file: string,
  name: string,
  warnings: VisionError[],
): Promise<Record<string, unknown> | undefined> {
  try {
    return await readJson(path.join(path.dirname(file), name));
  } catch (cause) {
    warnings.push(
      new VisionError("MODEL_CONFIG", { file: name, detail: (cause as Error).message }, { cause }),
    );
    return undefined;
  }
}

/**
 * Reads a model and the files beside it, without loading it into a backend.
 *
 * Throws `MODEL_*` for a file that is no usable classification model and `LABELS_NOT_FOUND`,
 * `LABELS_INVALID` for a label file that can't be read. Labels that don't fit are a warning.
 */
export async function describeModel(options: DescribeOptions): Promise<ModelDescription> {
  const { model: file, base = "", labelShift } = options;
  const bytes = await readModel(file, base);
  refuseOthers(bytes, file);
  const graph = readGraph(bytes, file);
  await checkWeightFiles(graph, file);

  const warnings: VisionError[] = [];
  const config = await besides(file, "config.json", warnings);
  const preprocessor = await besides(file, "preprocessor_config.json", warnings);
  const found = await findLabels(options, config, graph.metadata);
  const input = chooseInput(graph, options.input, file);
  const output = chooseOutput(graph, options.output, found && found.names.length + labelShift, file);
  if (found) warnings.push(...compareCounts(found.names.length, output.classes, labelShift));

  const said: [string, Said][] = [
    ["preprocessor_config.json", preprocessor ? fromPreprocessorConfig(preprocessor) : {}],
    ["config.json", config ? fromConfig(config) : {}],
    ["metadata", fromMetadata(graph.metadata)],
  ];
  if (options.preset) said.unshift(["setting", PRESETS[options.preset]]);
  const spec: PreprocessSpec = Object.assign(
    { ...assumed(input.dtype), width: 0, height: 0 },
    ...said.map(([, each]) => each).reverse(),
  );
  // What the graph fixes, no file can change.
  const bound = {
    ...spec,
    layout: input.layout,
    dtype: input.dtype,
    width: input.width || spec.width,
    height: input.height || spec.height,
  };
  const { facts, guessed } = factsOf(bound, said, output, found);
  return {
    name: nameOf(file),
    path: file,
    bytes: bytes.length,
    opset: graph.opset,
    parameters: graph.parameters,
    precision: graph.precision,
    inputs: graph.inputs,
    outputs: graph.outputs,
    input,
    output,
    labels: found && [...Array.from({ length: labelShift }, () => "background"), ...found.names],
    spec: bound,
    facts,
    guessed,
    warnings,
  };
}
