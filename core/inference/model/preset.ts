import { PRESETS } from "../../values/presets";
import type { Interpolation, PreprocessSpec, Triple } from "../../values/spec";

type Json = Readonly<Record<string, unknown>>;

/** What one file says about preprocessing; only what it says. */
export type Said = Partial<PreprocessSpec>;

const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;

function triple(value: unknown): Triple | undefined {
  const list = typeof value === "number" ? [value, value, value] : value;
  const isTriple = Array.isArray(list) && list.length === 3 && list.every((each) => Number.isFinite(each));
  return isTriple ? ([...list] as unknown as Triple) : undefined;
}

/** PIL's resampling codes. */
const RESAMPLE: Readonly<Record<number, Interpolation>> = {
  0: "nearest",
  1: "lanczos3",
  2: "bilinear",
  3: "bicubic",
};

function sizes(value: unknown): { short?: number; width?: number; height?: number } {
  const both = number(value);
  if (both) return { short: both };
  if (typeof value !== "object" || value === null) return {};
  const { shortest_edge, width, height } = value as Json;
  const short = number(shortest_edge);
  const [w, h] = [number(width), number(height)];
  return { ...(short && { short }), ...(w && { width: w }), ...(h && { height: h }) };
}

/** Hugging Face's `preprocessor_config.json`. */
export function fromPreprocessorConfig(json: Json): Said {
  const size = sizes(json["size"]);
  const crop = sizes(json["crop_size"]);
  const out: { -readonly [K in keyof PreprocessSpec]?: PreprocessSpec[K] } = {};
  const cropped =
    json["do_center_crop"] === true || (number(json["crop_pct"]) !== undefined && size.short !== undefined);
  if (json["do_resize"] !== false && cropped) {
    out.resize = "crop";
    out.width = crop.width ?? crop.short ?? size.short ?? 0;
    out.height = crop.height ?? crop.short ?? size.short ?? 0;
    const pct = number(json["crop_pct"]);
    const short =
      pct && !crop.short && !crop.width ? Math.floor((size.short ?? 0) / pct) : (size.short ?? size.height);
    if (short) out.shortSide = short;
  } else if (json["do_resize"] !== false && (size.width || size.short)) {
    out.resize = "stretch";
    out.width = size.width ?? size.short ?? 0;
    out.height = size.height ?? size.short ?? 0;
  }
  const interpolation = RESAMPLE[json["resample"] as number];
  if (interpolation) out.interpolation = interpolation;
  const scaled =
    json["do_rescale"] !== false && (json["do_rescale"] === true || json["rescale_factor"] !== undefined);
  if (json["do_rescale"] !== undefined || json["rescale_factor"] !== undefined) {
    out.scale = scaled ? (number(json["rescale_factor"]) ?? 1 / 255) : 1;
  }
  if (json["do_normalize"] === false) {
    out.mean = [0, 0, 0];
    out.std = [1, 1, 1];
    out.scale ??= 1 / 255;
  } else {
    const [mean, std] = [triple(json["image_mean"]), triple(json["image_std"])];
    if (mean && std?.every((each) => each !== 0)) {
      out.mean = mean;
      out.std = std;
      out.scale ??= 1 / 255;
    }
  }
  return out;
}

/** timm's `pretrained_cfg` in `config.json`. */
export function fromConfig(json: Json): Said {
  const config = json["pretrained_cfg"];
  if (typeof config !== "object" || config === null) return {};
  const { input_size, mean, std, crop_pct, interpolation } = config as Json;
  const [, height = 0, width = 0] = triple(input_size) ?? [];
  const [m, s] = [triple(mean), triple(std)];
  const name = interpolation === "lanczos" ? "lanczos3" : interpolation;
  const known = (["bilinear", "bicubic", "nearest", "lanczos3"] as const).find((each) => each === name);
  const pct = number(crop_pct);
  return {
    ...(height && width && { width, height, resize: "crop" as const }),
    ...(pct && height && { shortSide: Math.floor(height / pct) }),
    ...(m && s && { mean: m, std: s, scale: 1 / 255 }),
    ...(known && { interpolation: known }),
  };
}

/** Ultralytics' metadata of a classification model: short side to `imgsz`, centre, 0–1. */
export function fromMetadata(metadata: ReadonlyMap<string, string>): Said {
  if (metadata.get("task") !== "classify") return {};
  const side = Number(/\d+/.exec(metadata.get("imgsz") ?? "")?.[0] ?? 0);
  return {
    resize: "crop",
    ...(side && { width: side, height: side, shortSide: side }),
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
}

/** What is assumed of a model that says nothing: torchvision's for floats, 0–255 as it is for uint8. */
export function assumed(dtype: string): PreprocessSpec {
  return dtype === "uint8" ? PRESETS.uint8 : PRESETS.torchvision;
}
