import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The ONNX Runtime packages, both wanted in the version that package.json names. */
export type OrtPackage = "onnxruntime-node" | "onnxruntime-web";

const PACKAGE_JSON = path.join(__dirname, "../../../../package.json");

/** The one version of ONNX Runtime that this package is tested with, from its package.json. */
export function ortVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(PACKAGE_JSON, "utf8")) as {
    optionalDependencies: Record<OrtPackage, string>;
  };
  return optionalDependencies["onnxruntime-node"];
}

/** Command that installs the binding also where its install script cannot download CUDA files. */
export function ortCommand(): string {
  return `npm i --ignore-scripts onnxruntime-node@${ortVersion()}`;
}

/**
 * Absolute path of a package's entry file: as this package resolves it, else as the Node-RED user
 * folder does; `undefined` if it is installed in neither. Nothing is loaded.
 */
export function findOrt(name: OrtPackage, userDir: string): string | undefined {
  for (const from of [__filename, path.join(userDir, "package.json")]) {
    const { resolve } = createRequire(from);
    // Node remembers for ever that a package was missing; it is asked only about one that is there, so
    // that one installed meanwhile is found without a restart.
    const folders = resolve.paths(name) ?? [];
    if (!folders.some((folder) => existsSync(path.join(folder, name, "package.json")))) continue;
    try {
      return resolve(name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "MODULE_NOT_FOUND" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    }
  }
  return undefined;
}
