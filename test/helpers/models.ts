import path from "node:path";
import {
  type DescribeOptions,
  describeModel,
  type ModelDescription,
} from "../../core/inference/model/describe";
import { openSession } from "../../core/inference/open";
import type { Session } from "../../core/inference/session";
import { ROOT } from "./root";

export const MODELS = path.join(ROOT, "test/fixtures/models");
export const EFFICIENTNET = path.join(ROOT, "models/efficientnet-lite0/model.onnx");

/** Describes a fixture by name, or a model by its absolute path. */
export function described(model: string, options: Partial<DescribeOptions> = {}): Promise<ModelDescription> {
  return describeModel({
    input: "",
    output: "",
    labels: "",
    labelList: [],
    labelShift: 0,
    ...options,
    model: path.resolve(MODELS, model),
  });
}

/** Opens a fixture by name, or a model by its absolute path, on one thread. */
export async function opened(model: string): Promise<Session> {
  const { path: file, input, output, precision } = await described(model);
  return openSession({
    path: file,
    input,
    output,
    precision,
    backend: "auto",
    threads: 1,
    spin: false,
    userDir: ROOT,
  });
}
