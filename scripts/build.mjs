/**
 * `npm run build`: compiles, then lays nodes/ out in dist/ the way Node-RED's loader wants it; with
 * `--clean`, as before packing, without anything that an older build left there.
 *
 * For each folder of nodes/ but shared: `<node>.html` (definition, form), `locales/<lang>/<node>.html`
 * (help), `locales/<lang>/<node>.json` (texts), `icons/`. A folder that lacks a file stops the build.
 */
import { execFile } from "node:child_process";
import { chmod, cp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { editorHtml } from "./build/editor.mjs";
import { existing, ROOT, write } from "./build/files.mjs";
import { helpHtml } from "./build/help.mjs";
import { LANGUAGES, localeJson } from "./build/locales.mjs";

const run = promisify(execFile);
const DIST = path.join(ROOT, "dist");

/** Type-checks and compiles; a type error's text is the build's only output. */
async function compile(...options) {
  const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, ...options], { cwd: ROOT, maxBuffer: 2 ** 26 }).catch((error) => {
    throw new Error(error.stdout || error.message);
  });
}

async function buildNode(name) {
  const folder = path.join(ROOT, "nodes", name);
  const out = path.join(DIST, "nodes", name);
  const { html, icon } = await editorHtml(folder, name);
  await write(path.join(out, `${name}.html`), html);
  await cp(await existing(path.join(ROOT, "icons", icon)), path.join(out, "icons", icon));
  for (const language of LANGUAGES) {
    const locales = path.join(out, "locales", language);
    await write(path.join(locales, `${name}.html`), await helpHtml(folder, name, language));
    await write(path.join(locales, `${name}.json`), await localeJson(folder, language));
  }
}

async function nodeNames() {
  const entries = await readdir(path.join(ROOT, "nodes"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== "shared").map(({ name }) => name);
}

async function build() {
  if (process.argv.includes("--clean")) await rm(DIST, { recursive: true, force: true });
  const names = await nodeNames();
  await Promise.all([
    compile(),
    compile("-p", "tsconfig.editor.json"),
    ...names.map(buildNode),
    // Node-RED lists every folder below examples/ in its Import menu; the packed photos lie elsewhere.
    cp(path.join(ROOT, "examples/photos"), path.join(DIST, "photos"), { recursive: true }),
  ]);
  await chmod(await existing(path.join(DIST, "cli/edge-vision.js")), 0o755);
}

await build().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
