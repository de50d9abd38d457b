import { realpath } from "node:fs/promises";
import path from "node:path";
import type protobuf from "protobufjs";
import { VisionError } from "../../values/errors";
import type { Activation } from "../../values/prediction";
import { ELEMENT_TYPES, ONNX_SCHEMA } from "./onnx-schema";

/** A tensor at the edge of the graph. */
export interface TensorFacts {
  readonly name: string;
  readonly type: string;
  /** Numbers, or names for what is open. */
  readonly dims: readonly (number | string)[];
}

/** What a graph says of itself. */
export interface Graph {
  readonly opset: number;
  readonly parameters: number;
  /** Without the weights. */
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  /** Activation that an output ends in, by name. */
  readonly activations: ReadonlyMap<string, Activation>;
  readonly precision: "fp32" | "fp16" | "int8";
  readonly metadata: ReadonlyMap<string, string>;
  /** Files that weights lie in, as the model names them. */
  readonly weightFiles: readonly string[];
}

/** ONNX Runtime 1.30 reads up to this opset of the standard operators. */
const MAX_OPSET = 26;

interface Entry {
  key: string;
  value: string;
}
interface ValueInfo {
  name: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim?: { dimValue?: number; dimParam?: string }[] } } };
}
interface Model {
  opsetImport?: { domain?: string; version?: number }[];
  metadataProps?: Entry[];
  graph?: {
    node?: { input?: string[]; output?: string[]; opType?: string }[];
    initializer?: {
      dims?: number[];
      dataType?: number;
      name?: string;
      externalData?: Entry[];
      dataLocation?: number;
    }[];
    input?: ValueInfo[];
    output?: ValueInfo[];
  };
}

let modelType: protobuf.Type | undefined;

function decode(bytes: Buffer): Model {
  const { Root } = require("protobufjs") as typeof protobuf;
  modelType ??= Root.fromJSON(ONNX_SCHEMA).lookupType("ModelProto");
  return modelType.toObject(modelType.decode(bytes), { longs: Number }) as Model;
}

function tensorFacts({ name, type }: ValueInfo): TensorFacts {
  const { elemType = 0, shape } = type?.tensorType ?? {};
  const dims = (shape?.dim ?? []).map(({ dimValue, dimParam }) => dimValue || dimParam || "?");
  return { name, type: ELEMENT_TYPES[elemType] ?? `type ${elemType}`, dims };
}

/** Operators that change neither values nor their order. */
const TRANSPARENT = new Set([
  "Identity",
  "Cast",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "QuantizeLinear",
  "DequantizeLinear",
]);

function activationOf(output: string, nodes: NonNullable<NonNullable<Model["graph"]>["node"]>): Activation {
  const makers = new Map(nodes.flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)));
  let name = output;
  for (let hops = 0; hops < 16; hops++) {
    const node = makers.get(name);
    const type = node?.opType ?? "";
    if (type === "Softmax") return "softmax";
    if (type === "Sigmoid" || type === "HardSigmoid") return "sigmoid";
    if (!node || !TRANSPARENT.has(type)) return "logits";
    name = node.input?.[0] ?? "";
  }
  return "logits";
}

function precisionOf({ node = [], initializer = [] }: NonNullable<Model["graph"]>): Graph["precision"] {
  if (node.some(({ opType = "" }) => opType === "QuantizeLinear" || opType.startsWith("QLinear")))
    return "int8";
  const size = (wanted: number) =>
    initializer
      .filter(({ dataType }) => dataType === wanted)
      .reduce((sum, { dims = [] }) => sum + dims.reduce((a, b) => a * b, 1), 0);
  return size(10) > size(1) ? "fp16" : "fp32";
}

/** Reads what an ONNX file says of itself. Throws `MODEL_CORRUPT`, `MODEL_OPSET`. */
export function readGraph(bytes: Buffer, file: string): Graph {
  let model: Model;
  try {
    model = decode(bytes);
  } catch (cause) {
    throw new VisionError("MODEL_CORRUPT", { path: file, detail: (cause as Error).message }, { cause });
  }
  const { graph } = model;
  if (!graph?.input?.length || !graph.output?.length) {
    throw new VisionError("MODEL_CORRUPT", {
      path: file,
      detail: "it holds no graph with inputs and outputs",
    });
  }
  const standard = (model.opsetImport ?? []).find(({ domain = "" }) => domain === "" || domain === "ai.onnx");
  const opset = standard?.version ?? 0;
  if (opset > MAX_OPSET) {
    throw new VisionError("MODEL_OPSET", {
      path: file,
      opset,
      backend: "ONNX Runtime",
      supported: MAX_OPSET,
    });
  }
  const weights = graph.initializer ?? [];
  const names = new Set(weights.map(({ name }) => name));
  const outputs = graph.output.map(tensorFacts);
  return {
    opset,
    parameters: weights.reduce((sum, { dims = [] }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    inputs: graph.input.filter(({ name }) => !names.has(name)).map(tensorFacts),
    outputs,
    activations: new Map(outputs.map(({ name }) => [name, activationOf(name, graph.node ?? [])])),
    precision: precisionOf(graph),
    metadata: new Map((model.metadataProps ?? []).map(({ key, value }) => [key, value])),
    weightFiles: [
      ...new Set(
        weights
          .filter(({ dataLocation }) => dataLocation === 1)
          .flatMap(({ externalData = [] }) =>
            externalData.filter(({ key }) => key === "location").map(({ value }) => value),
          ),
      ),
    ],
  };
}

/**
 * Sees that weights in other files are there and lie in the model's own folder, links followed.
 * Throws `MODEL_WEIGHTS_OUTSIDE`, `MODEL_WEIGHTS`.
 */
export async function checkWeightFiles({ weightFiles }: Graph, file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of weightFiles) {
    const outside = new VisionError("MODEL_WEIGHTS_OUTSIDE", { path: file, file: name });
    const isInside = (wanted: string, root: string) => wanted.startsWith(root + path.sep);
    if (path.isAbsolute(name) || !isInside(path.resolve(folder, name), folder)) throw outside;
    let real: string;
    try {
      real = await realpath(path.resolve(folder, name));
    } catch (cause) {
      throw new VisionError("MODEL_WEIGHTS", { path: file, file: name }, { cause });
    }
    if (!isInside(real, await realpath(folder)) && !isInside(real, path.dirname(await realpath(file))))
      throw outside;
  }
}
