import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { CLI, edgeVision } from "../helpers/cli";
import { command } from "../helpers/command";
import { ROOT } from "../helpers/root";

const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };

describe("edge-vision", () => {
  it("names its verbs, also when nothing is asked", async () => {
    for (const args of [[], ["--help"], ["-h"]]) {
      const { code, stdout, stderr } = await edgeVision(args);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /edge-vision classify +labels of pictures/);
    }
  });

  it("tells its version", async () => {
    assert.deepEqual(await edgeVision(["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("refuses a verb that is not there, and one that is a path", async () => {
    for (const verb of ["clasify", "../verbs/classify", "__proto__"]) {
      const { code, stdout, stderr } = await edgeVision([verb]);
      assert.deepEqual([code, stdout], [2, ""], verb);
      assert.match(stderr, /there is no verb/);
    }
  });

  it("starts through a link in any folder, as npx does it", async (test) => {
    const folder = mkdtempSync(path.join(tmpdir(), "edge vision "));
    test.after(() => rmSync(folder, { recursive: true }));
    const link = path.join(folder, "edge-vision");
    symlinkSync(CLI, link);
    const args = [link, "classify", "--top-k", "1", path.join(ROOT, "examples/photos/pizza.jpg")];
    const { code, stdout, stderr } = await command(process.execPath, args, { cwd: folder });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /pizza$/m);
  });
});
