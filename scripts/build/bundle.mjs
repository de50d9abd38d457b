import path from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { existing, ROOT } from "./files.mjs";

/** `entry` and all it imports as one script that leaves its exports in a variable `module`. */
export async function bundle(entry, { minify = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [await existing(entry)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: "iife",
    globalName: "module",
    target: "es2019",
    charset: "utf8",
    legalComments: "none",
    loader: { ".css": "text" },
    logLevel: "silent",
    minifyWhitespace: minify,
    minifySyntax: minify,
  }).catch((error) => {
    throw new Error(`${path.relative(ROOT, entry)}: ${error.message}`);
  });
  return outputFiles[0].text;
}

/** Exports of a bundle that needs nothing from its surroundings while it loads. */
export function evaluate(script) {
  return vm.runInNewContext(`${script};module`);
}
