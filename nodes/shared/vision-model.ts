import type { NodeAPI } from "node-red";
import { now } from "../../core/clock";
import { describeModel, type ModelDescription } from "../../core/inference/model/describe";
import { lazily, type SharedModel } from "../../core/shared-model";
import { DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { isPresetName } from "../../core/values/presets";
import { properties } from "../vision-model/config";
import { readConfig } from "./config";
import { servicesOf } from "./services";

/** A model that is described and shared; its session loads when it is first asked for. */
export interface ReadyModel {
  readonly description: ModelDescription;
  readonly shared: SharedModel;
}

/** What a vision-model gives to the nodes that use it. */
export interface VisionModel {
  /** What the model's files say, and the shared model; a failure is tried again after a while. */
  ready(): Promise<ReadyModel>;
  /** Only what the files say: nothing is loaded. */
  describe(): Promise<ModelDescription>;
  close(): Promise<void>;
}

/** A vision-model from the properties of its node or its form. */
export function createVisionModel(RED: NodeAPI, raw: Readonly<Record<string, unknown>>): VisionModel {
  const { resolver, models, userDir } = servicesOf(RED);
  let release: (() => Promise<void>) | undefined;
  let closed = false;

  async function describe(): Promise<ModelDescription> {
    const config = readConfig(properties, raw);
    const file = await resolver.resolve(config.model);
    const { labelSource } = config;
    const labels =
      labelSource === "builtin" ? "builtin:imagenet" : labelSource === "file" ? config.labels : "";
    return describeModel({
      model: file.path,
      base: file.base,
      input: config.input,
      output: config.output,
      labels: labels || labelSource === "file" ? (await resolver.resolve(labels)).path : "",
      labelList:
        labelSource === "list"
          ? config.labels.split(/\r?\n/).filter(Boolean)
          : DEFAULT_MODEL_OPTIONS.labelList,
      labelShift: config.labelShift,
      ...(isPresetName(config.preset) && { preset: config.preset }),
    });
  }

  const describeOnce = lazily(describe, now);

  const ready = lazily(async () => {
    const { backend, threads, spin, inFlight, warmup } = readConfig(properties, raw);
    const description = await describeOnce();
    const { path, input, output, precision, spec } = description;
    const lease = await models.acquire({
      path,
      input,
      output,
      precision,
      backend,
      threads,
      spin,
      inFlight,
      warmup,
      spec,
      userDir,
    });
    if (closed) await lease.release();
    else release = lease.release;
    return { description, shared: lease.value };
  }, now);

  return {
    ready,
    describe: describeOnce,
    async close() {
      closed = true;
      await release?.();
    },
  };
}
