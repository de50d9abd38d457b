import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { command } from "../helpers/command";
import { deployExample, nodeOf } from "../helpers/deploy";
import { exampleNames } from "../helpers/examples";
import { makeFolder, removeFolder } from "../helpers/node-red";
import { type Packed, pack } from "../helpers/packed";
import { until } from "../helpers/until";

const NAME = "@edge-vision/node-red-tensorrt";
const MIB = 2 ** 20;
const TYPES = ["camera-in", "latency-meter", "preprocess", "tensorrt-classify", "vision-model"];

/** All of it works on one packed and installed copy; the order of the tests matters. */
describe("the packed package, in an empty user folder", () => {
  const userDir = makeFolder();
  let packed: Packed;

  before(async () => {
    packed = await pack(userDir);
    writeFileSync(path.join(userDir, "package.json"), JSON.stringify({ name: "user", private: true }));
  });
  after(() => removeFolder(userDir));

  it("holds what it needs, nothing else, in at most 40 MiB", () => {
    assert.ok(packed.size <= 40 * MIB, `${(packed.size / MIB).toFixed(1)} MiB`);
    const files = packed.files.map((file) => file.path);
    const tops = new Set(
      files.map((file) =>
        file
          .split("/")
          .slice(0, file.startsWith("dist/") ? 2 : 1)
          .join("/"),
      ),
    );
    const allowed = ["CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "dist/cli", "dist/core", "dist/nodes"];
    allowed.push("dist/native", "dist/photos", "examples", "icons", "models", "package.json");
    assert.deepEqual(
      [...tops].filter((top) => !allowed.includes(top)),
      [],
    );
    for (const file of [
      "dist/photos/espresso.jpg",
      "dist/photos/PHOTOS.md",
      "models/imagenet-labels.txt",
      "NOTICE",
    ])
      assert.ok(files.includes(file), file);
    assert.deepEqual(
      files.filter((file) => /\.(py|tsbuildinfo)$|\.test\.|^examples\/photos|requirements/.test(file)),
      [],
    );
  });

  it("installs as Node-RED installs, with --engine-strict", async () => {
    const args = ["install", "--engine-strict", "--no-audit", "--no-fund", packed.filename];
    const { code, stderr } = await command("npm", args, { cwd: userDir });
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(path.join(userDir, "node_modules", NAME)));
  });

  it("shows its nodes and examples in Node-RED, and classifies", async (test) => {
    const { nodeRed, comms } = await deployExample(test, "20 photos, one table", { userDir, link: false });
    const sets = (await nodeRed.admin("GET", "/nodes")) as {
      module: string;
      types: string[];
      err?: string;
    }[];
    const ours = sets.filter(({ module }) => module === NAME);
    assert.deepEqual(ours.flatMap(({ types }) => types).sort(), TYPES);
    assert.deepEqual(
      ours.filter(({ err }) => err),
      [],
    );
    assert.deepEqual(
      await nodeRed.admin("GET", `/library/examples/flows/${NAME}`),
      exampleNames().map((name) => ({ fn: name })),
    );
    await until("the table was shown", () => comms.values("comparison as table").length > 0);
    assert.deepEqual(comms.values("what to do"), []);
  });

  it("classifies on the command line", async () => {
    const photo = path.join(userDir, "node_modules", NAME, "dist/photos/espresso.jpg");
    const { code, stdout, stderr } = await command(
      "npx",
      ["--no-install", "edge-vision", "classify", "--json", photo],
      { cwd: userDir },
    );
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).predictions[0].index, 967);
  });

  it("without onnxruntime-node says ORT_MISSING, and its command mends it", async (test) => {
    for (const name of ["onnxruntime-node", "onnxruntime-common"])
      rmSync(path.join(userDir, "node_modules", name), { recursive: true, force: true });
    const { nodeRed, comms, flow } = await deployExample(test, "20 photos, one table", {
      userDir,
      link: false,
    });
    const shown = () => comms.values("what to do") as { code: string; message: string }[];
    await until("the error was caught", () => shown().length > 0);
    const [{ code, message } = { code: "", message: "" }] = shown();
    assert.equal(code, "ORT_MISSING");
    const [line] = /npm i(nstall)? --ignore-scripts onnxruntime-node@\d+\.\d+\.\d+/.exec(message) ?? [];
    assert.ok(line, message);
    assert.ok(message.includes(userDir), message);
    const mended = await command(line, [], { cwd: userDir, shell: true });
    assert.equal(mended.code, 0, mended.stderr);
    await nodeRed.admin("POST", `/inject/${nodeOf(flow, "inject").id}`);
    await until("the table was shown", () => comms.values("comparison as table").length > 0);
  });
});
