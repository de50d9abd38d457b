import { execFile } from "node:child_process";

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; an exit code other than 0 is no error. */
export function command(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>>; shell?: boolean } = {},
): Promise<Ended> {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip", ...options.env };
  return new Promise((resolve) => {
    execFile(file, args, { ...options, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
