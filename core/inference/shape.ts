import { VisionError } from "../values/errors";
import type { Pixels, ReadyTensor } from "../values/tensor";
import type { InputFacts } from "./session";

function sizeText({
  layout,
  width,
  height,
  dtype,
}: Pick<InputFacts, "layout" | "width" | "height" | "dtype">): string {
  return `${width || "any"} × ${height || "any"}, ${layout.toUpperCase()}, ${dtype}`;
}

/** Throws `SHAPE_MISMATCH` if pixels of this plan don't fit the input. */
export function checkPlan({ plan }: Pixels, input: InputFacts): void {
  const { width, height } = plan.output;
  const fits = (fixed: number, size: number) => fixed === 0 || fixed === size;
  const sameKind = plan.layout === input.layout && plan.dtype === input.dtype;
  if (sameKind && fits(input.width, width) && fits(input.height, height)) return;
  throw new VisionError("SHAPE_MISMATCH", {
    expected: sizeText(input),
    received: sizeText({ width, height, layout: plan.layout, dtype: plan.dtype }),
  });
}

/** Throws `SHAPE_MISMATCH` if a ready tensor doesn't fit the input. */
export function checkTensor({ type, dims }: ReadyTensor, input: InputFacts): void {
  const { layout, width, height, dtype } = input;
  const wanted = layout === "nchw" ? [0, 3, height, width] : [0, height, width, 3];
  const fits = dims.length === 4 && wanted.every((size, i) => size === 0 || size === dims[i]);
  if (fits && type === dtype) return;
  throw new VisionError("SHAPE_MISMATCH", {
    expected: sizeText(input),
    received: `[${dims.join(", ")}], ${type}`,
  });
}
