import type sharp from "sharp";
import { VisionError } from "../values/errors";

let loaded: typeof sharp | undefined;

/** sharp, required at first use (97 ms, 20 MB). Throws `SHARP_MISSING`. */
export function loadSharp(): typeof sharp {
  try {
    loaded ??= require("sharp") as typeof sharp;
    return loaded;
  } catch (cause) {
    const detail = (cause instanceof Error ? cause.message : String(cause)).trim().split("\n")[0] as string;
    throw new VisionError("SHARP_MISSING", { detail }, { cause });
  }
}
