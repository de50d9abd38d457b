import path from "node:path";
import { command, type Ended } from "./command";
import { ROOT } from "./root";

export const CLI = path.join(ROOT, "dist/cli/edge-vision.js");

/** Runs `edge-vision` as a process of its own. */
export function edgeVision(args: readonly string[], options: { cwd?: string } = {}): Promise<Ended> {
  return command(process.execPath, [CLI, ...args], { cwd: ROOT, ...options });
}

/** One line of `classify --json`. */
export interface Line {
  readonly file?: string;
  readonly predictions?: readonly {
    readonly label: string;
    readonly index: number;
    readonly score: number;
  }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly guessed?: readonly string[];
}

/** `edge-vision classify --json …`, its lines read. */
export async function classifyJson(
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<Ended & { readonly lines: readonly Line[] }> {
  const ended = await edgeVision(["classify", "--json", ...args], options);
  return {
    ...ended,
    lines: ended.stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
  };
}
