#!/usr/bin/env node
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** One verb of the command line. */
export interface Verb {
  readonly summary: string;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

const VERBS = path.join(__dirname, "verbs");

function verbs(): string[] {
  return readdirSync(VERBS)
    .filter((file) => file.endsWith(".js"))
    .map((file) => path.basename(file, ".js"));
}

function load(name: string): Verb {
  return (require(path.join(VERBS, name)) as { verb: Verb }).verb;
}

function help(): string {
  const lines = verbs().map((name) => `  edge-vision ${name.padEnd(10)} ${load(name).summary}`);
  return [
    `Usage: edge-vision VERB [options]`,
    "",
    ...lines,
    "",
    "edge-vision VERB --help tells a verb's options.",
  ].join("\n");
}

function version(): string {
  const file = path.join(__dirname, "../../package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

async function main([name = "--help", ...args]: readonly string[]): Promise<number> {
  if (name === "--version" || name === "-v") {
    console.log(version());
    return 0;
  }
  if (name === "--help" || name === "-h") {
    console.log(help());
    return 0;
  }
  if (!/^[a-z-]+$/.test(name) || !existsSync(path.join(VERBS, `${name}.js`))) {
    console.error(`edge-vision: there is no verb ${JSON.stringify(name)}.\n\n${help()}`);
    return 2;
  }
  return load(name).run(args);
}

// ONNX Runtime for Linux reports to its maker from 1.29 on unless told not to, and overflows the stack
// over a command line of some hundred files while it reads that for the report.
process.env["ORT_DISABLE_TELEMETRY"] ??= "1";

// A reader that goes away (`| head`) is no fault; the verb sees `stdout.errored` and ends in order:
// process.exit() while a model runs in its worker would abort the process.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
