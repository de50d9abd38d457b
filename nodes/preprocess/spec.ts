import { isPresetName, PRESETS } from "../../core/values/presets";
import {
  COLORS,
  type Color,
  DEFAULT_SPEC,
  DTYPES,
  INTERPOLATIONS,
  LAYOUTS,
  type PreprocessSpec,
  RESIZE_MODES,
  type Region,
  type Triple,
} from "../../core/values/spec";

/** The node's properties as they are saved: text, numbers, or blank for "as the preset says". */
export type SpecProperties = Readonly<Record<string, unknown>>;

/** One number for all channels, or three; undefined for what is neither. */
export function parseTriple(text: string): Triple | undefined {
  const parts = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!parts.every(Number.isFinite)) return undefined;
  const [a, b, c] = parts as [number, number?, number?];
  if (parts.length === 1) return [a, a, a];
  return parts.length === 3 ? [a, b as number, c as number] : undefined;
}

/** As {@link parseTriple}, for numbers that are divided by: above 0 only. */
export function parseDivisors(text: string): Triple | undefined {
  const triple = parseTriple(text);
  return triple?.every((value) => value > 0) ? triple : undefined;
}

/** A part of a picture, from 0 to 1 and not empty; undefined for what is none. */
export function parseRegion(value: unknown): Region | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { x, y, width, height } = value as Record<string, unknown>;
  const numbers = [x, y, width, height];
  if (!numbers.every((each) => typeof each === "number" && each >= 0 && each <= 1)) return undefined;
  const region = { x, y, width, height } as Region;
  const fits = region.x + region.width <= 1 + 1e-9 && region.y + region.height <= 1 + 1e-9;
  return fits && region.width > 0 && region.height > 0 ? region : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null || String(value).trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}

function without<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What the fields say beside the preset; what is blank is not there. `region` is its own matter. */
export function overridesOf(properties: SpecProperties): Partial<PreprocessSpec> {
  const { width, height, resizeMode, shortSide, pad, interpolation, color, scale, mean, std } = properties;
  const { layout, dtype } = properties;
  return without({
    width: numberOf(width),
    height: numberOf(height),
    resize: oneOf(RESIZE_MODES, resizeMode),
    shortSide: numberOf(shortSide),
    pad: numberOf(pad),
    interpolation: oneOf(INTERPOLATIONS, interpolation),
    color: oneOf<Color>(COLORS, color),
    scale: numberOf(scale),
    mean: parseTriple(String(mean ?? "")),
    std: parseDivisors(String(std ?? "")),
    layout: oneOf(LAYOUTS, layout),
    dtype: oneOf(DTYPES, dtype),
  } as { [K in keyof PreprocessSpec]?: PreprocessSpec[K] | undefined }) as Partial<PreprocessSpec>;
}

/** What the preset alone says. @param model what the model's files say, for preset `model` */
export function presetSpec(preset: unknown, model: PreprocessSpec = DEFAULT_SPEC): PreprocessSpec {
  if (preset === "model") return model;
  return isPresetName(preset) ? PRESETS[preset] : DEFAULT_SPEC;
}
