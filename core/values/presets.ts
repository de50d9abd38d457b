import { DEFAULT_SPEC, type PreprocessSpec } from "./spec";

/**
 * Named preprocessings.
 *
 * - `torchvision`: resize 256, centre crop 224, ImageNet mean and standard deviation on 0–1
 *   (torchvision `transforms._presets.ImageClassification`).
 * - `keras-caffe`: BGR minus the ImageNet mean, 0–255 (`keras.applications.imagenet_utils`, mode caffe;
 *   ResNet-50, VGG). Keras stretches the whole picture.
 * - `keras-tf`: RGB in −1…1 (the same, mode tf; MobileNetV2, Inception).
 * - `efficientnet-lite`: resize 256, centre crop 224, (x − 127) / 128
 *   (tensorflow/tpu, EfficientNet-Lite).
 * - `uint8`: the whole picture stretched, 0–255 as it is: what a uint8 input gets when nothing is said.
 */
export const PRESETS = {
  torchvision: DEFAULT_SPEC,
  "keras-caffe": {
    ...DEFAULT_SPEC,
    resize: "stretch",
    color: "bgr",
    scale: 1,
    mean: [103.939, 116.779, 123.68],
    std: [1, 1, 1],
  },
  "keras-tf": { ...DEFAULT_SPEC, resize: "stretch", scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  "efficientnet-lite": { ...DEFAULT_SPEC, scale: 1, mean: [127, 127, 127], std: [128, 128, 128] },
  uint8: { ...DEFAULT_SPEC, resize: "stretch", scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, PreprocessSpec>;

/** A preprocessing with fixed numbers. */
export type PresetName = keyof typeof PRESETS;

/** Choices of a preset field: a named one, what the model's files say, or every field by hand. */
export const PRESET_CHOICES = ["model", ...Object.keys(PRESETS), "custom"] as readonly (
  | "model"
  | "custom"
  | PresetName
)[];
export type PresetChoice = (typeof PRESET_CHOICES)[number];

/** Whether `text` is the name of a preset with fixed numbers. */
export function isPresetName(text: unknown): text is PresetName {
  return typeof text === "string" && Object.hasOwn(PRESETS, text);
}
