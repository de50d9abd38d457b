/**
 * `node scripts/setup.mjs demo|test|test:long|bench [arguments]`: what the npm scripts call.
 *
 * Brings a fresh clone to where the verb can run (npm packages, system packages where it may, a
 * build), each only if needed, then runs it. Only Node's own modules: nothing is installed yet.
 * All it says goes to stderr, so that stdout is the verb's.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { build, lint } from "./setup/build.mjs";
import { fail, forward, ROOT, say } from "./setup/console.mjs";
import { withLock } from "./setup/lock.mjs";
import { installPackages } from "./setup/packages.mjs";
import { installSystem } from "./setup/system.mjs";
import { runTests } from "./setup/tests.mjs";

const OLDEST = [20, 9];

/** verb → what it needs beside npm packages and a build, and how it runs; the answer is the exit code. */
const VERBS = {
  demo: { system: [], run: (args) => script("dist/scripts/demo/index.js", args) },
  test: {
    system: ["chromium", "mosquitto", "ffmpeg", "gstreamer"],
    run: async (args) => (await lint()) || runTests({ long: false, only: args }),
  },
  "test:long": { system: ["ffmpeg", "gstreamer"], run: (args) => runTests({ long: true, only: args }) },
  bench: { system: [], run: (args) => script("dist/bench/index.js", args) },
};

function script(file, args) {
  if (!existsSync(path.join(ROOT, file))) fail(`${file} was not built.`);
  return forward(process.execPath, ["--enable-source-maps", file, ...args]);
}

const [verb, ...args] = process.argv.slice(2);
const wanted = VERBS[verb];
if (!wanted) fail(`Expected one of ${Object.keys(VERBS).join(", ")}, received ${verb ?? "nothing"}.`);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
  fail(`Node ${OLDEST.join(".")} or newer is needed, this is ${process.versions.node}.`);

await withLock(async () => {
  await installPackages();
  await installSystem(wanted.system);
  await build();
});
say("");
process.exitCode = await wanted.run(args);
