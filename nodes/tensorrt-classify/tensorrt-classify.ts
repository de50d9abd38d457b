import type { Node, NodeAPI, NodeDef } from "node-red";
import { VisionError } from "../../core/values/errors";
import { numberOf, readConfig } from "../shared/config";
import { type Message, onInput, report } from "../shared/on-input";
import { servicesOf } from "../shared/services";
import { startNode } from "../shared/start";
import { textOf } from "../shared/wording";
import type { VisionModelNode } from "../vision-model/vision-model";
import { Classifier } from "./classifier";
import { properties } from "./config";
import { classifyOptions } from "./options";

export = (RED: NodeAPI): void => {
  function TensorrtClassify(this: Node, definition: NodeDef): void {
    startNode(RED, this, definition, (status, raw) => {
      if (!raw["model"]) throw new VisionError("MODEL_NOT_CHOSEN");
      const config = readConfig(properties, raw);
      const { topK, topKType, threshold, thresholdType } = config;
      const node = RED.nodes.getNode(config.model) as VisionModelNode | null;
      if (!node?.model) throw new VisionError("MODEL_NOT_CHOSEN");
      const classifier = new Classifier({
        id: this.id,
        name: config.name,
        keepFrame: config.keepFrame,
        options: classifyOptions(config),
        realise: servicesOf(RED).realise,
        ready: node.model.ready,
        show: (state) => status.show(state),
        warn: (warning) => this.warn(textOf(RED, warning)),
        text: (error) => textOf(RED, error),
      });
      const number = (type: string, value: string, msg: Message): number =>
        numberOf(value, RED.util.evaluateNodeProperty(value, type, this, msg));
      onInput(RED, this, status, (job) => {
        const payload = RED.util.getMessageProperty(job.msg, config.property);
        return classifier.take(job, payload, {
          ...(topKType !== "num" && { topK: number(topKType, topK, job.msg) }),
          ...(thresholdType !== "num" && { threshold: number(thresholdType, threshold, job.msg) }),
        });
      });
      this.on("close", () => classifier.close());
      status.show({ kind: "loading", what: "model" });
      classifier.open().catch((error: unknown) => report(RED, this, status, error));
    });
  }

  RED.nodes.registerType("tensorrt-classify", TensorrtClassify);
};
