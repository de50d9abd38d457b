import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../helpers/root";

const semver: { satisfies(version: string, range: string): boolean } = require("semver");

interface Locked {
  version?: string;
  dev?: boolean;
  engines?: Record<string, string>;
  hasInstallScript?: boolean;
  resolved?: string;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));
const manifest = read("package.json");
const locked = Object.entries(read("package-lock.json").packages as Record<string, Locked>);
const runtime = locked.filter(([name, entry]) => name !== "" && !entry.dev);

/** The oldest Node that the package promises. */
const OLDEST = "20.9.0";

describe("dependencies", () => {
  it("run on the oldest promised Node, since Node-RED installs with --engine-strict", () => {
    assert.equal(manifest.engines.node, `>=${OLDEST.replace(/\.0$/, "")}`);
    assert.ok(runtime.length >= 20, `only ${runtime.length} runtime dependencies in the lock file`);
    const refused = runtime.filter(
      ([, { engines }]) => engines?.["node"] && !semver.satisfies(OLDEST, engines["node"]),
    );
    assert.deepEqual(refused, []);
  });

  it("are at most six, each at one exact version", () => {
    const named = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
    for (const [name, version] of Object.entries(named))
      assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
    const count = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).length;
    assert.ok(count <= 6, `${count} runtime dependencies`);
    assert.ok(manifest.optionalDependencies["onnxruntime-node"], "onnxruntime-node is optional");
  });

  it("bring no install script with them but onnxruntime-node's, which is optional", () => {
    const scripts = runtime.filter(([, entry]) => entry.hasInstallScript).map(([name]) => name);
    assert.deepEqual(scripts, ["node_modules/onnxruntime-node"]);
    for (const name of ["preinstall", "install", "postinstall", "prepare"])
      assert.equal(manifest.scripts[name], undefined, `the package has a ${name} script`);
  });

  it("are locked without the address of a registry", () => {
    assert.deepEqual(
      locked.filter(([, entry]) => entry.resolved).map(([name]) => name),
      [],
    );
  });
});
