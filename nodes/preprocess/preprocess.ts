import type { Node, NodeAPI, NodeDef } from "node-red";
import { describe as found } from "../../core/preprocess/describe";
import { asVisionError, VisionError } from "../../core/values/errors";
import { Frame } from "../../core/values/frame";
import { CREDIT_TAKE_MS } from "../../core/values/limits";
import { DEFAULT_SIZE } from "../../core/values/plan";
import type { PreprocessSpec, Region } from "../../core/values/spec";
import { ImageTensor } from "../../core/values/tensor";
import { type Config, readConfig } from "../shared/config";
import { type Message, onInput } from "../shared/on-input";
import { failedPicture, isFailed, type Picture, takeElement, takePicture } from "../shared/picture";
import { servicesOf } from "../shared/services";
import { startNode } from "../shared/start";
import { textOf } from "../shared/wording";
import type { VisionModelNode } from "../vision-model/vision-model";
import { properties } from "./config";
import { overridesOf, parseDivisors, parseRegion, parseTriple, presetSpec } from "./spec";

function invalid(name: string, expected: string, value: unknown): VisionError {
  return new VisionError("OPTION_INVALID", { name, expected, received: found(value) });
}

/** What the fields and the message say beside the preset. Throws `OPTION_INVALID`. */
function overrides(RED: NodeAPI, node: Node, config: Config<typeof properties>) {
  const { mean, std } = config;
  if (mean && !parseTriple(mean)) throw invalid("mean", "one number, or three separated by commas", mean);
  if (std && !parseDivisors(std)) throw invalid("std", "one number above 0, or three", std);
  const fixed = overridesOf(config);
  const { region, regionType } = config;
  return (msg: Message): Partial<PreprocessSpec> => {
    if (regionType === "whole") return fixed;
    const value = RED.util.evaluateNodeProperty(region, regionType, node, msg);
    const parsed = parseRegion(typeof value === "string" ? parse(value) : value);
    if (!parsed) throw invalid("region", '{"x", "y", "width", "height"} from 0 to 1', value);
    return { ...fixed, region: parsed satisfies Region };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export = (RED: NodeAPI): void => {
  function Preprocess(this: Node, definition: NodeDef): void {
    startNode(RED, this, definition, (status, raw) => {
      const config = readConfig(properties, raw);
      const { realise } = servicesOf(RED);
      const overridesFor = overrides(RED, this, config);
      const judge = config.model ? (RED.nodes.getNode(config.model) as VisionModelNode | null) : null;

      /** The frame with its spec; left to whichever model takes it where the preset is the model's. */
      const prepare = (picture: Picture, over: Partial<PreprocessSpec>, model?: PreprocessSpec): Picture => {
        if (!(picture instanceof Frame)) return picture;
        const spec = { ...presetSpec(config.preset, model), ...over };
        const open = config.preset === "model" && !model;
        const release = picture.hold();
        // A classifier takes the hold over within this time, or nobody will.
        setTimeout(release, CREDIT_TAKE_MS).unref();
        return new ImageTensor(picture, spec, realise, {
          via: this.id,
          release,
          ...(open && { overrides: over }),
        });
      };

      const show = ({ width, height, resize }: PreprocessSpec, open: boolean): void =>
        status.show({
          kind: "geometry",
          width: width || DEFAULT_SIZE,
          height: height || DEFAULT_SIZE,
          mode: open ? "model" : resize,
        });

      onInput(RED, this, status, async (job) => {
        const { msg } = job;
        const over = overridesFor(msg);
        const usesModel = config.preset === "model" && judge?.model;
        const model = usesModel ? (await judge.model.describe()).spec : undefined;
        const content = takePicture(RED.util.getMessageProperty(msg, config.property), "preprocess");
        let failure: VisionError | undefined;
        const one = (element: unknown): unknown => {
          if (isFailed(element)) return element;
          try {
            return prepare(takeElement(element, "preprocess"), over, model);
          } catch (thrown) {
            const error = asVisionError(thrown);
            failure ??= error;
            return failedPicture(error, textOf(RED, error));
          }
        };
        const result = Array.isArray(content) ? content.map(one) : prepare(content as Picture, over, model);
        RED.util.setMessageProperty(msg, config.property, result, true);
        show(
          { ...presetSpec(config.preset, model), ...over },
          config.preset === "model" && !model && !over.resize,
        );
        job.send(msg);
        job.finish(failure);
      });
    });
  }

  RED.nodes.registerType("preprocess", Preprocess);
};
