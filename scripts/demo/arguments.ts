import path from "node:path";
import { parseArgs } from "node:util";
import { isPresetName, PRESETS } from "../../core/values/presets";

/** What `npm run demo -- …` was asked for. */
export interface Arguments {
  /** Stop after the photos. */
  readonly once: boolean;
  /** Print one last line of JSON. */
  readonly json: boolean;
  /** Folder or pattern of pictures, absolute or `builtin:`. */
  readonly folder: string;
  /** Model file, absolute or `builtin:`. */
  readonly model: string;
  /** Label file; empty: what the model's files say. */
  readonly labels: string;
  /** Preset of the model; `model`: what its files say. */
  readonly preset: string;
  /** How often the folder is read. */
  readonly repeat: number;
  /** Port of the editor; 0: a free one; `undefined`: 1880, or a free one if that is taken. */
  readonly port: number | undefined;
}

/** A command line that cannot be used; the message says what was expected. */
export class UsageError extends Error {}

export const USAGE = `npm run demo -- [options]

  --once            stop after the photos
  --json            with --once: print the result as one last line of JSON
  --folder DIR      pictures of your own
  --model FILE      an ONNX model of your own
  --labels FILE     its labels
  --preset NAME     its preprocessing: ${Object.keys(PRESETS).join(", ")}
  --repeat N        read the folder N times
  --port N          port of the editor; 0 picks a free one`;

const OPTIONS = {
  once: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  folder: { type: "string", default: "builtin:photos" },
  model: { type: "string", default: "builtin:efficientnet-lite0" },
  labels: { type: "string", default: "" },
  preset: { type: "string", default: "model" },
  repeat: { type: "string", default: "1" },
  port: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`Expected a whole number from ${min} to ${max} for --${name}, received ${text}.`);
}

/**
 * Reads the command line; `undefined` if it asks for help. Relative paths start at `from`.
 * Throws {@link UsageError}.
 */
export function parseArguments(args: string[], from: string): Arguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const absolute = (text: string) => (!text || text.startsWith("builtin:") ? text : path.resolve(from, text));
  const { once, json, preset } = values;
  if (json && !once)
    throw new UsageError("--json needs --once: the result is there when the photos are done.");
  if (preset !== "model" && !isPresetName(preset))
    throw new UsageError(
      `Expected one of ${Object.keys(PRESETS).join(", ")} for --preset, received ${preset}.`,
    );
  for (const name of ["folder", "model"] as const)
    if (values[name] === "") throw new UsageError(`Expected a path for --${name}, received nothing.`);
  return {
    once,
    json,
    preset,
    folder: absolute(values.folder),
    model: absolute(values.model),
    labels: absolute(values.labels),
    repeat: wholeNumber("repeat", values.repeat, 1, 1000),
    port: values.port === undefined ? undefined : wholeNumber("port", values.port, 0, 65_535),
  };
}
