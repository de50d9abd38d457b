import { VisionError } from "../../values/errors";
import type { DType, Layout } from "../../values/spec";
import { DTYPES } from "../../values/spec";
import type { InputFacts, OutputFacts } from "../session";
import type { Graph, TensorFacts } from "./graph";

const size = (dim: number | string | undefined): number => (typeof dim === "number" ? dim : 0);

/** Where the three channels are; NCHW where both places could be. */
function layoutOf({ dims }: TensorFacts): Layout | undefined {
  if (dims[1] === 3) return "nchw";
  return dims[3] === 3 ? "nhwc" : undefined;
}

/** Why a tensor is no picture input; `undefined` if it is one. */
function objection(tensor: TensorFacts): string | undefined {
  const shape = `[${tensor.dims.join(", ")}]`;
  if (tensor.dims.length !== 4) return `its shape is ${shape}, not four dimensions`;
  if (!DTYPES.some((dtype) => dtype === tensor.type)) return `its type is ${tensor.type}`;
  return layoutOf(tensor) ? undefined : `its shape is ${shape}, without three channels`;
}

/** The picture input of a graph; the named one if `name` is not empty. Throws `MODEL_INPUT`. */
export function chooseInput({ inputs }: Graph, name: string, path: string): InputFacts {
  const names = inputs.map((each) => each.name).join(", ");
  const named = inputs.find((each) => each.name === name);
  if (name && !named) {
    throw new VisionError("MODEL_INPUT", { name, path, detail: `there is none of this name, only ${names}` });
  }
  const tensor = named ?? inputs.find((each) => !objection(each)) ?? (inputs[0] as TensorFacts);
  const detail = objection(tensor);
  if (detail) throw new VisionError("MODEL_INPUT", { name: tensor.name, path, detail });
  const layout = layoutOf(tensor) as Layout;
  const [batch, a, b, c] = tensor.dims;
  const [height, width] = layout === "nchw" ? [b, c] : [a, b];
  return {
    name: tensor.name,
    dtype: tensor.type as DType,
    layout,
    width: size(width),
    height: size(height),
    batch: size(batch),
  };
}

/** Classes of an output that could hold scores: [N, C], [C], [N, C, 1, 1], [N, 1, 1, C]; 0 if it can't. */
function classesOf({ dims, type }: TensorFacts): number {
  if (!["float32", "float16", "float64", "uint8"].includes(type)) return 0;
  const shape = dims.length > 1 ? dims.slice(1) : dims;
  const sizes = shape.filter((dim) => dim !== 1);
  const [only] = sizes;
  return sizes.length === 1 && typeof only === "number" && [1, 2, 4].includes(dims.length) ? only : 0;
}

const SCORE_NAME = /logit|prob|softmax|score|class|pred|label/i;
const OTHER_NAME = /embed|feature|hidden|pool/i;

function pick(able: readonly TensorFacts[], labels: number | undefined): readonly TensorFacts[] {
  const steps: ((tensor: TensorFacts) => boolean)[] = [
    (tensor) => classesOf(tensor) === labels,
    ({ name }) => SCORE_NAME.test(name),
    ({ name }) => !OTHER_NAME.test(name),
  ];
  for (const step of steps) {
    const fitting = able.filter(step);
    if (fitting.length === 1) return fitting;
  }
  return able;
}

/**
 * The output that holds the scores: the named one, the one that fits the labels, the one whose name
 * says so. Throws `MODEL_OUTPUT`, `MODEL_OUTPUT_UNCLEAR`.
 *
 * @param labels number of labels, if there are any
 */
export function chooseOutput(
  { outputs, activations }: Graph,
  name: string,
  labels: number | undefined,
  path: string,
): OutputFacts {
  const named = outputs.filter((each) => each.name === name);
  const shapes = outputs.map(({ name, dims }) => `${name} [${dims.join(", ")}]`).join(", ");
  const able = (name ? named : outputs).filter((each) => classesOf(each) > 0);
  if (able.length === 0) {
    throw new VisionError("MODEL_OUTPUT", {
      path,
      detail: `${name ? `asked for ${name}; ` : ""}there is ${shapes}`,
    });
  }
  const chosen = pick(able, labels);
  const [output] = chosen;
  if (!output || chosen.length > 1) throw new VisionError("MODEL_OUTPUT_UNCLEAR", { path, names: shapes });
  return {
    name: output.name,
    classes: classesOf(output),
    activation: activations.get(output.name) ?? "logits",
  };
}
