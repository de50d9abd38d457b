import type { NodeAPI } from "node-red";
import type { ModelDescription } from "../../core/inference/model/describe";
import { bindingOf } from "../../core/inference/session";
import { createRanker } from "../../core/predictions/ranker";
import { DEFAULT_CLASSIFY_OPTIONS } from "../../core/values/options";
import type { AdminServices } from "./admin/services";
import type { DescribeAnswer } from "./contract";
import { servicesOf } from "./services";
import { createVisionModel } from "./vision-model";
import { textOf } from "./wording";

function answerOf(RED: NodeAPI, description: ModelDescription): DescribeAnswer {
  const { bytes, opset, parameters, precision, facts, inputs, outputs, spec, labels, warnings } = description;
  return {
    bytes,
    opset,
    parameters,
    precision,
    facts,
    inputs,
    outputs,
    spec,
    input: description.input.name,
    output: description.output.name,
    labels: labels?.length ?? 0,
    warnings: warnings.map((warning) => ({ code: warning.code, message: textOf(RED, warning) })),
  };
}

/** What the forms' routes ask, answered as a deployed vision-model would. */
export function createAdminServices(RED: NodeAPI): AdminServices {
  return {
    get realise() {
      return servicesOf(RED).realise;
    },
    async describe(properties) {
      return answerOf(RED, await createVisionModel(RED, properties).describe());
    },
    async openModel(properties) {
      const model = createVisionModel(RED, properties);
      try {
        const { description, shared } = await model.ready();
        const session = await shared.session();
        const { input, output, labels, spec } = description;
        const ranker = createRanker(DEFAULT_CLASSIFY_OPTIONS, labels, output.classes, output.activation);
        return {
          spec,
          binding: bindingOf(input),
          backend: session.info.backend,
          precision: session.info.precision,
          async classify(tensor) {
            const { scores, timings } = await session.infer(tensor);
            return { predictions: ranker.rank(scores[0] as Float32Array), timings };
          },
          release: model.close,
        };
      } catch (error) {
        await model.close();
        throw error;
      }
    },
  };
}
