import { existsSync, lstatSync, readFileSync } from "node:fs";
import path from "node:path";
import { fail, quiet, ROOT, say } from "./console.mjs";

const MODULES = path.join(ROOT, "node_modules");
const OPTIONAL = "onnxruntime-node";
/** onnxruntime-node's install script downloads CUDA files that nothing here uses, and fails offline. */
const ENV = { ONNXRUNTIME_NODE_INSTALL: "skip" };
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];

const read = (file) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));

/** A link to another clone's packages is that clone's business. */
function isLink() {
  return lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Whether node_modules holds what the lock file names; npm notes what it installed as its last act. */
function upToDate() {
  const noted = path.join(MODULES, ".package-lock.json");
  if (!existsSync(noted)) return false;
  const installed = JSON.parse(readFileSync(noted, "utf8")).packages;
  return Object.entries(read("package-lock.json").packages).every(
    ([name, { version, optional, devOptional }]) =>
      name === "" || optional || devOptional || installed[name]?.version === version,
  );
}

async function npm(args) {
  const { code, output } = await quiet("npm", [...args, ...QUIET], ENV);
  if (code !== 0) fail(`npm ${args.join(" ")} failed:\n${output.trim()}`);
}

/** `npm ci` if needed; the optional onnxruntime-node is put there even where its script failed. */
export async function installPackages() {
  if (isLink()) return;
  if (!upToDate()) {
    say("Installing npm packages (once, about half a minute) …");
    await npm(["ci"]);
  }
  if (!existsSync(path.join(MODULES, OPTIONAL))) {
    const version = read("package.json").optionalDependencies[OPTIONAL];
    await npm(["install", "--no-save", "--ignore-scripts", `${OPTIONAL}@${version}`]);
  }
}
