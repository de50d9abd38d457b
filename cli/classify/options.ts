import { parseArgs } from "node:util";
import { VisionError } from "../../core/values/errors";
import { FRAME_FORMATS, isEncoded, isFrameFormat, type RawFormat } from "../../core/values/formats";
import { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { isPresetName, PRESETS, type PresetName } from "../../core/values/presets";
import {
  COLORS,
  DTYPES,
  LAYOUTS,
  type PreprocessSpec,
  RESIZE_MODES,
  type Triple,
} from "../../core/values/spec";

/** A dump of one raw frame. */
export interface RawLayout {
  readonly format: RawFormat;
  readonly width: number;
  readonly height: number;
  readonly stride?: number;
}

/** What `edge-vision classify` was asked. */
export interface ClassifyArguments {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly model: string;
  readonly labels: string;
  readonly preset: PresetName | undefined;
  readonly overrides: Partial<PreprocessSpec>;
  readonly raw: RawLayout | undefined;
  readonly topK: number;
  readonly userDir: string | undefined;
}

const text = { type: "string" } as const;
const OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  model: text,
  labels: text,
  preset: text,
  resize: text,
  size: text,
  color: text,
  scale: text,
  mean: text,
  std: text,
  layout: text,
  dtype: text,
  raw: text,
  "top-k": text,
  "user-dir": text,
} as const;

export const HELP = `Usage: edge-vision classify [options] FILE…

FILE is a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF) or builtin:photos.

  --json                 one line of JSON a file
  --model FILE           ONNX model, or builtin:efficientnet-lite0[-int8] (default: ${DEFAULT_MODEL_OPTIONS.model})
  --labels FILE          names of the classes
  --preset NAME          ${Object.keys(PRESETS).join(", ")} (default: what the model's files say)
  --resize MODE          ${RESIZE_MODES.join(", ")}
  --size WxH             pixels of the model's input
  --color ORDER          ${COLORS.join(", ")}
  --scale S --mean A,B,C --std A,B,C
                         tensor = (value × scale − mean) / std; value 0–255
  --layout L             ${LAYOUTS.join(", ")}
  --dtype T              ${DTYPES.join(", ")}
  --raw FORMAT:WxH[:STRIDE]
                         files are dumps of raw frames: ${FRAME_FORMATS.filter((each) => !isEncoded(each)).join(", ")}
  --top-k K              longest list (default: ${DEFAULT_CLASSIFY_OPTIONS.topK})
  --user-dir DIR         Node-RED's user folder, where ONNX Runtime is looked for too

A value that begins with a dash is written with an equals sign: --mean=-1,0,1

Exit code: 0; 1 if the model, the labels or any of the files could not be used (the other files are
answered all the same); 2 for wrong options.`;

function refuse(name: string, expected: string, received: string): VisionError {
  return new VisionError("OPTION_INVALID", { name, expected, received: JSON.stringify(received) });
}

function divisor(name: string, value: string): Triple {
  const numbers = triple(name, value);
  if (numbers.includes(0)) throw refuse(name, "numbers other than 0", value);
  return numbers;
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === value);
  if (!choice) throw refuse(name, choices.join(", "), value);
  return choice;
}

function number(name: string, value: string): number {
  const result = value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(result)) throw refuse(name, "a number", value);
  return result;
}

function whole(name: string, value: string): number {
  const result = Number(value);
  if (!/^\d+$/.test(value) || result < 1 || result > 1_000_000)
    throw refuse(name, "a whole number from 1", value);
  return result;
}

function triple(name: string, value: string): Triple {
  const parts = value.split(",").map((part) => number(name, part));
  const [a, b = a, c = a] = parts as [number, number?, number?];
  if (parts.length !== 1 && parts.length !== 3) throw refuse(name, "one or three numbers", value);
  return [a, b, c];
}

function rawLayout(value: string): RawLayout {
  const [, format = "", width = "", height = "", stride] = /^(\w+):(\d+)x(\d+)(?::(\d+))?$/.exec(value) ?? [];
  if (!isFrameFormat(format) || isEncoded(format)) throw refuse("--raw", "FORMAT:WxH[:STRIDE]", value);
  return {
    format,
    width: whole("--raw", width),
    height: whole("--raw", height),
    ...(stride && { stride: whole("--raw", stride) }),
  };
}

type Values = { [K in keyof typeof OPTIONS]?: string | boolean };

function overridesOf(values: Values): Partial<PreprocessSpec> {
  const given = <T>(name: keyof typeof OPTIONS, read: (text: string) => T): T | undefined => {
    const value = values[name];
    return typeof value === "string" ? read(value) : undefined;
  };
  const size = given("size", (value) => {
    const [, width, height] = /^(\d+)x(\d+)$/.exec(value) ?? [];
    if (!width || !height) throw refuse("--size", "WxH", value);
    return { width: whole("--size", width), height: whole("--size", height) };
  });
  const entries = {
    ...size,
    // Another size than the preset's has another short side: the default one of that size.
    ...(size && { shortSide: 0 }),
    resize: given("resize", (value) => oneOf("--resize", value, RESIZE_MODES)),
    color: given("color", (value) => oneOf("--color", value, COLORS)),
    scale: given("scale", (value) => number("--scale", value)),
    mean: given("mean", (value) => triple("--mean", value)),
    std: given("std", (value) => divisor("--std", value)),
    layout: given("layout", (value) => oneOf("--layout", value, LAYOUTS)),
    dtype: given("dtype", (value) => oneOf("--dtype", value, DTYPES)),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    // Node's own sentence; what follows it is advice on its API.
    const received = (cause as Error).message.split(/[.\n]/, 1)[0] as string;
    throw new VisionError("OPTION_INVALID", { name: "the options", expected: "what --help names", received });
  }
}

/** Reads the arguments. Throws `OPTION_INVALID`. */
export function readArguments(args: readonly string[]): ClassifyArguments {
  const { values, positionals } = parse(args);
  const textOf = (name: keyof typeof OPTIONS): string | undefined => values[name] as string | undefined;
  const preset = textOf("preset");
  const raw = textOf("raw");
  const topK = textOf("top-k");
  if (preset !== undefined && !isPresetName(preset))
    throw refuse("--preset", Object.keys(PRESETS).join(", "), preset);
  if (!values.help && positionals.length === 0) throw refuse("FILE", "at least one picture", "");
  return {
    files: positionals,
    json: values.json === true,
    help: values.help === true,
    model: textOf("model") ?? DEFAULT_MODEL_OPTIONS.model,
    labels: textOf("labels") ?? DEFAULT_MODEL_OPTIONS.labels,
    preset,
    overrides: overridesOf(values),
    raw: raw === undefined ? undefined : rawLayout(raw),
    topK: topK === undefined ? DEFAULT_CLASSIFY_OPTIONS.topK : whole("--top-k", topK),
    userDir: textOf("user-dir"),
  };
}
