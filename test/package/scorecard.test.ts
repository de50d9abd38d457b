import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { command } from "../helpers/command";
import { temporaryFolder } from "../helpers/node-red";
import { pack } from "../helpers/packed";
import { ROOT } from "../helpers/root";
import { installTools } from "../helpers/tools";

/** What Node-RED's library shows beside a package. */
const PACKAGES = { "node-red-dev": "0.1.6" };

/** The tool asks a catalogue and a registry by their public addresses; this answers in their place. */
const PRELOAD = `
const axios = require(require.resolve("axios", { paths: [process.env.TOOL] }));
const { version, engines } = require(process.env.NODE_RED);
const catalogue = { modules: [] };
const nodeRed = { "dist-tags": { latest: version }, versions: { [version]: { engines } } };
axios.get = async (url) => ({ data: url.endsWith("/catalogue.json") ? catalogue : nodeRed });
`;

describe("Node-RED's scorecard", () => {
  it("finds every node, an example for each, and nothing to mend in what is ours to choose", async (test) => {
    const place = await installTools(PACKAGES);
    const folder = temporaryFolder(test);
    const { filename } = await pack(folder);
    assert.equal((await command("tar", ["-xzf", filename], { cwd: folder })).code, 0);
    writeFileSync(path.join(folder, "preload.cjs"), PRELOAD);
    const card = path.join(folder, "card.json");
    const tool = place("node-red-dev");
    const { stdout, stderr } = await command(
      process.execPath,
      [
        "--require",
        path.join(folder, "preload.cjs"),
        path.join(tool, "bin/run"),
        ...["validate", "--path", path.join(folder, "package"), "--output", card],
      ],
      { env: { TOOL: tool, NODE_RED: path.join(ROOT, "node_modules/node-red/package.json") } },
    );
    assert.match(stdout, /Complete/, stderr);
    const result = JSON.parse(readFileSync(card, "utf8"));
    // P03 wants an address of a repository, P07 a Node older than sharp's, D03 a chokidar newer than Node 20.9.
    for (const rule of ["P01", "P04", "P05", "P06", "P08", "N01", "N02", "D01", "D02"])
      assert.equal(result[rule]?.test, true, `${rule}: ${JSON.stringify(result[rule])}`);
    const shown = ["camera-in", "latency-meter", "preprocess", "tensorrt-classify"];
    assert.deepEqual(result.N02.nodes.sort(), shown);
  });
});
