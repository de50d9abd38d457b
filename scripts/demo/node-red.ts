import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { HOST } from "./ports";

/** The repository's root, seen from the compiled code in dist/scripts/demo. */
export const ROOT = path.join(__dirname, "../../..");

/** Time Node-RED may take to start and to stop, in ms. */
const START_MS = 60_000;
const STOP_MS = 15_000;
/** Characters of its log that are kept for error messages and tests. */
const LOG_LENGTH = 200_000;

/** What a Node-RED process is started with. */
export interface NodeRedOptions {
  /** Its user folder: created, and its flows overwritten. */
  readonly userDir: string;
  readonly port: number;
  readonly flows: readonly unknown[];
  readonly env?: Readonly<Record<string, string>>;
  /** Settings beside those it has anyway. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of the node-red package; left out: the one in this repository. */
  readonly nodeRed?: string;
  /** The Node that runs it; left out: this one. */
  readonly node?: string;
  /** Whether the user folder gets this package by a link; a test that installs it says no. */
  readonly link?: boolean;
}

/** A real Node-RED in a process of its own. */
export interface NodeRed {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it printed, the newest last. */
  log(): string;
  /** Calls its admin interface; the answer's JSON, or its text. Throws for a status of 400 and more. */
  admin(method: string, route: string, body?: unknown): Promise<unknown>;
  /** Ends it as systemd does; kills it if it does not end in time. */
  stop(): Promise<void>;
}

const SETTINGS = {
  uiHost: HOST,
  flowFile: "flows.json",
  credentialSecret: false,
  lang: "en-US",
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
  logging: { console: { level: "info", metrics: false, audit: false } },
};

async function prepare({ userDir, port, flows, settings, link = true }: NodeRedOptions): Promise<void> {
  await mkdir(userDir, { recursive: true });
  const all = { ...SETTINGS, uiPort: port, ...settings };
  await writeFile(path.join(userDir, "settings.js"), `module.exports = ${JSON.stringify(all, null, 2)};\n`);
  await writeFile(path.join(userDir, "flows.json"), JSON.stringify(flows, null, 2));
  if (!link) return;
  const place = path.join(userDir, "node_modules/@edge-vision/node-red-tensorrt");
  await mkdir(path.dirname(place), { recursive: true });
  await rm(place, { force: true });
  await symlink(ROOT, place, "junction");
}

/** Resolves once the log says that the flows run; rejects when they cannot. */
function started(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new Error(`Node-RED ${why}:\n${log().trim()}`));
    const timer = setTimeout(() => refuse("did not start in time"), START_MS);
    const settle = () => {
      clearTimeout(timer);
      child.off("exit", ended);
      child.stdout?.off("data", look);
    };
    const ended = () => {
      settle();
      refuse("ended while it started");
    };
    const look = () => {
      const missing = log().includes("Waiting for missing types");
      if (!missing && !log().includes("Started flows")) return;
      settle();
      if (missing) refuse("misses node types");
      else resolve();
    };
    child.once("exit", ended);
    child.stdout?.on("data", look);
  });
}

/** Resolves once its server answers: Node-RED 5 starts the flows first. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS;
  while (child.exitCode === null && performance.now() < until) {
    const response = await fetch(`${url}/settings`).catch(() => undefined);
    if (response) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Node-RED does not answer at ${url}.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone;
  clearTimeout(timer);
}

async function call(url: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
}

/** Starts Node-RED and waits until its flows run. Throws with its log if they do not. */
export async function startNodeRed(options: NodeRedOptions): Promise<NodeRed> {
  await prepare(options);
  const { userDir, port, env = {}, node = process.execPath } = options;
  const nodeRed = options.nodeRed ?? path.dirname(require.resolve("node-red/package.json"));
  const child = spawn(node, [path.join(nodeRed, "red.js"), "--userDir", userDir], {
    cwd: userDir,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      log = (log + text).slice(-LOG_LENGTH);
    });
  }
  const url = `http://${HOST}:${port}`;
  try {
    await started(child, () => log);
    await answers(url, child);
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    url,
    process: child,
    log: () => log,
    admin: (method, route, body) => call(url + route, method, body),
    stop: () => end(child),
  };
}
