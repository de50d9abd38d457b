import { now } from "../../core/clock";
import { accept } from "../../core/preprocess/accept";
import { VisionError } from "../../core/values/errors";
import { Frame } from "../../core/values/frame";
import { ImageTensor, type ReadyTensor } from "../../core/values/tensor";

/** One picture that a message brought. */
export type Picture = Frame | ImageTensor | ReadyTensor;

/** A picture's place in an array whose picture cannot be used. */
export interface FailedPicture {
  readonly error: { readonly code: string; readonly message: string };
}

/** Whether an element of an array is what an earlier node of ours put in a bad picture's place. */
export function isFailed(value: unknown): value is FailedPicture {
  const error = (value as { error?: { code?: unknown } } | null | undefined)?.error;
  return typeof error?.code === "string";
}

/** Whether the frame came from a camera, so that a newer one may replace it. */
export function isLive(picture: Picture): boolean {
  if (picture instanceof ImageTensor) return picture.frame.source !== "";
  return picture instanceof Frame && picture.source !== "";
}

/**
 * A payload as a picture, or as a list of things that may each be one. A picture that is no Frame yet
 * counts as captured now. Throws `INPUT_*`, `TENSOR_INVALID`.
 */
export function takePicture(payload: unknown, where: string): Picture | readonly unknown[] {
  const accepted = accept(payload, where);
  const isNew = accepted instanceof Frame && accepted !== payload;
  return isNew ? accepted.with({ capturedAt: now() }) : accepted;
}

/** An element of an array, which must be one picture. Throws as {@link takePicture}. */
export function takeElement(element: unknown, where: string): Picture {
  const picture = takePicture(element, where);
  if (!Array.isArray(picture)) return picture as Picture;
  throw new VisionError("INPUT_UNSUPPORTED", { where: "an array", found: "an array inside it" });
}

/** What stands in a bad picture's place. @param text the error's, in the user's language */
export function failedPicture({ code }: VisionError, text: string): FailedPicture {
  return { error: { code, message: text } };
}

/** Keeps the camera's credit out while the picture is in work; the returned function gives it back. */
export function hold(picture: Picture): () => void {
  return picture instanceof Frame || picture instanceof ImageTensor ? picture.hold() : () => {};
}
