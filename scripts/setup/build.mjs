import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fail, quiet, ROOT, say } from "./console.mjs";

const SOURCES = [
  "bench",
  "cli",
  "core",
  "examples/photos",
  "icons",
  "native",
  "nodes",
  "plugins",
  "scripts",
  "test",
];
const FILES = ["package.json", "tsconfig.editor.json", "tsconfig.json"];
const STAMP = path.join(ROOT, "dist/.sources");

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(file);
    else yield file;
  }
}

/** Name, size and time of every source: changes when one is edited, added or removed. */
function sources() {
  const hash = createHash("sha256");
  const folders = SOURCES.map((name) => path.join(ROOT, name)).filter((folder) => existsSync(folder));
  const files = [
    ...FILES.map((name) => path.join(ROOT, name)),
    ...folders.flatMap((f) => [...filesUnder(f)]),
  ];
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** Builds dist/ if a source changed since the last time. */
export async function build() {
  const now = sources();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === now) return;
  say("Building …");
  const script = existsSync(path.join(ROOT, "scripts/build.mjs"))
    ? "scripts/build.mjs"
    : "node_modules/.bin/tsc";
  const { code, output } = await quiet(process.execPath, [script]);
  if (code !== 0) fail(output.trim());
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, now);
}

/** Style, formatting and import directions; 0, or the linter's exit code after its findings. */
export async function lint() {
  const { code, output } = await quiet(path.join(ROOT, "node_modules/.bin/biome"), ["check", "."]);
  if (code !== 0) say(output.trim());
  return code;
}
