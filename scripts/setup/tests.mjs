import { readdirSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fail, ROOT, say } from "./console.mjs";

/** A test file that takes longer has hung, in ms. */
const TIMEOUT = { short: 240_000, long: 1_800_000 };
/** Folders whose files take longest start first, so that no core waits for the last one. */
const SLOW = ["package", "examples", "editor", "demo"];

/** Compiled test files, found by their sources: a removed test's leftover in dist does not run. */
function testFiles(long, only) {
  const files = readdirSync(path.join(ROOT, "test"), { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => file.startsWith(`long${path.sep}`) === long)
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)));
  const rank = (file) => {
    const place = SLOW.indexOf(file.split(path.sep)[0]);
    return place < 0 ? SLOW.length : place;
  };
  return files
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((file) => path.join(ROOT, "dist/test", file.replace(/\.ts$/, ".js")));
}

/**
 * Runs test files with Node's own runner, two at a time.
 *
 * @param {{long: boolean, only: string[]}} choice `only`: parts of file names, empty for all
 * @returns {Promise<number>} 0 if every test passed and none was skipped
 */
export async function runTests({ long, only }) {
  const files = testFiles(long, only);
  if (files.length === 0) fail(`No test file matches ${only.join(" ")}.`);
  process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --enable-source-maps`.trim();
  let failed = 0;
  const skipped = [];
  const events = run({ files, concurrency: long ? 1 : 2, timeout: long ? TIMEOUT.long : TIMEOUT.short });
  events.on("test:fail", () => failed++);
  events.on("test:pass", (test) => {
    if (test.skip !== undefined || test.todo !== undefined) skipped.push(test.name);
  });
  await pipeline(events, new spec(), process.stdout, { end: false });
  if (skipped.length > 0) say(`Not run, which counts as a failure: ${skipped.join(", ")}`);
  return failed + skipped.length > 0 ? 1 : 0;
}
