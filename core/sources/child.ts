import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Time between asking a child to end and ending it, in ms. */
const TERM_MS = 1000;

/** Absolute path of a program on PATH; `undefined` if there is none. */
export async function findProgram(name: string): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const full = path.join(folder, file);
    const found = await access(full, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return full;
  }
  return undefined;
}

/** What runs in front of a child so that it dies with this process, even if that is killed. */
async function leash(): Promise<string[]> {
  const setpriv = process.platform === "linux" ? await findProgram("setpriv") : undefined;
  return setpriv ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
}

/** A program that writes data on one descriptor and text, line by line, on the others. */
export class Child {
  /** Data, read only as fast as it is asked for. */
  readonly output: Readable;
  /** Resolves when the child is gone and its text is read: its exit code, or `undefined` if a signal ended it or it never ran. */
  readonly gone: Promise<number | undefined>;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, output: 1 | 3, onLine: (line: string) => void) {
    this.#process = child;
    this.output = child.stdio[output] as Readable;
    // a pipe that breaks is told by the exit
    this.output.on("error", () => {});
    // when a child exits, Node lets its streams flow, into nothing unless somebody listens for "readable"
    this.output.on("readable", () => {});
    const texts = [child.stderr, output === 3 ? child.stdout : null].filter((stream) => stream !== null);
    const read = texts.map((input) => {
      createInterface({ input }).on("line", onLine);
      return new Promise((resolve) => input.on("close", resolve));
    });
    const exit = new Promise<number | undefined>((resolve) => {
      child.on("error", () => resolve(undefined));
      child.on("exit", (code) => resolve(code ?? undefined));
    });
    // not the event "close", which waits for data that nobody may want
    this.gone = Promise.all([exit, ...read]).then(([code]) => code);
  }

  /** Starts `program` (absolute) without a shell; `output` is the descriptor with the data. */
  static async start(
    program: string,
    args: readonly string[],
    output: 1 | 3,
    onLine: (line: string) => void,
  ): Promise<Child> {
    const [command, ...rest] = [...(await leash()), program, ...args];
    const child = spawn(command as string, rest, {
      stdio: ["ignore", "pipe", "pipe", ...(output === 3 ? (["pipe"] as const) : [])],
      env: { ...process.env, LC_ALL: "C" },
      windowsHide: true,
    });
    return new Child(child, output, onLine);
  }

  /** Ends the child, by force if it does not obey, and resolves when it is gone. */
  async end(): Promise<void> {
    this.#process.kill("SIGTERM");
    this.output.destroy();
    const force = setTimeout(() => this.#process.kill("SIGKILL"), TERM_MS);
    await this.gone;
    clearTimeout(force);
  }
}
