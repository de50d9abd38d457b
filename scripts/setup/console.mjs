import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** One line for people, on stderr. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Says what is wrong and ends with exit code 1. */
export function fail(line) {
  say(line);
  process.exit(1);
}

/**
 * Runs a command quietly in the root.
 *
 * @returns {Promise<{code: number, output: string}>} exit code and everything it printed
 */
export function quiet(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a command in the root with this terminal and hands signals on; the answer is its exit code. */
export function forward(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit" });
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    const handOn = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, handOn);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, handOn);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
