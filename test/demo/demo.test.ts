import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { DemoResult } from "../../scripts/demo/report";
import { temporaryFolder } from "../helpers/node-red";
import { ROOT } from "../helpers/root";
import { until } from "../helpers/until";

const PHOTOS = path.join(ROOT, "examples/photos");
/** File → class and score of the best answers, by an independent reference. */
const scores: Readonly<Record<string, { fp32: { centre_crop: [number, number][] } }>> = JSON.parse(
  readFileSync(path.join(ROOT, "test/fixtures/reference/scores.json"), "utf8"),
);
/** Decoders and resizers differ by a few grey levels; the closest photos move by this much. */
const TOLERANCE = 0.05;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(
  args: string[],
  cwd = ROOT,
): { child: ChildProcess; ended: Promise<Ended>; said: () => string } {
  const script = path.join(ROOT, "dist/scripts/demo/index.js");
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { ...process.env, INIT_CWD: cwd } });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (more: string) => {
      text[name] += more;
    });
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...text })));
  return { child, ended, said: () => text.stdout };
}

async function json(
  args: string[],
  cwd?: string,
): Promise<{ code: number | null; result: DemoResult; log: string }> {
  const { code, stdout, stderr } = await start(["--once", "--json", "--port", "0", ...args], cwd).ended;
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(last.startsWith("{"), `${stdout}\n${stderr}`);
  return { code, result: JSON.parse(last), log: stderr };
}

/** A folder whose name and files are as awkward as users' are. */
function awkwardFolder(test: TestContext): string {
  const folder = path.join(temporaryFolder(test), "meine Fotos · 写真 $HOME");
  mkdirSync(folder);
  copyFileSync(path.join(PHOTOS, "espresso.jpg"), path.join(folder, "Kaffee & Kuchen (1).JPG"));
  copyFileSync(path.join(PHOTOS, "pizza.jpg"), path.join(folder, "ピザ #2.jpg"));
  writeFileSync(
    path.join(folder, "broken.jpg"),
    readFileSync(path.join(PHOTOS, "osprey.jpg")).subarray(0, 9000),
  );
  writeFileSync(path.join(folder, "empty.png"), "");
  writeFileSync(path.join(folder, "words.jpeg"), "these are words");
  writeFileSync(path.join(folder, "notes.txt"), "no picture, and not named like one");
  return folder;
}

describe("npm run demo", () => {
  it("--once --json: the true labels of the 20 photos, received from MQTT", async () => {
    const { code, result } = await json([]);
    assert.equal(code, 0);
    assert.equal(result.frames, 20);
    assert.deepEqual(result.errors, []);
    assert.deepEqual(result.mqtt, { published: 20, received: 20 });
    assert.equal(result.backend, "onnxruntime");
    assert.equal(result.node, process.versions.node);
    assert.match(result.nodeRed, /^4\./);
    const photos = Object.entries(scores);
    assert.equal(result.predictions.length, photos.length);
    for (const [file, { fp32 }] of photos) {
      const got = result.predictions.find((prediction) => prediction.file === file);
      const [[best, score], [second, close]] = fp32.centre_crop as [[number, number], [number, number]];
      assert.ok(got, file);
      // Where the reference's own lead is within the tolerance, either may win.
      const expected = score - close < TOLERANCE ? [best, second] : [best];
      assert.ok(expected.includes(got.index), `${file}: ${got.index} ${got.label}, expected ${best}`);
      assert.ok(Math.abs(got.score - score) < TOLERANCE, `${file}: ${got.score}, expected ${score}`);
    }
    const { median, p95, p99, fps, stages } = result.latency;
    assert.ok(median && median > 0 && fps && fps > 0);
    assert.deepEqual([p95, p99], [null, null], "20 frames carry no p95");
    assert.ok((stages["infer"] ?? 0) > 0 && (stages["decode"] ?? 0) > 0, JSON.stringify(stages));
  });

  it("--folder: own photos, each bad one listed with a code, the rest goes on; --repeat reads them again", async (test) => {
    const folder = awkwardFolder(test);
    const { code, result } = await json(
      ["--folder", path.basename(folder), "--repeat", "2"],
      path.dirname(folder),
    );
    assert.equal(code, 0);
    const labels = result.predictions.map(({ file, index }) => `${file} ${index}`);
    const once = ["Kaffee & Kuchen (1).JPG 967", "ピザ #2.jpg 963"];
    assert.deepEqual(labels.sort(), [...once, ...once].sort());
    assert.equal(result.frames, 10);
    const errors = result.errors.map(({ file, code }) => `${file} ${code}`);
    const faults = ["broken.jpg INPUT_TRUNCATED", "empty.png INPUT_EMPTY", "words.jpeg INPUT_UNSUPPORTED"];
    assert.deepEqual(errors.sort(), [...faults, ...faults].sort());
    assert.deepEqual(result.mqtt, { published: 4, received: 4 });
  });

  it("--model and --labels: own ones, from the folder the user is in", async (test) => {
    const folder = temporaryFolder(test);
    const model = path.join(ROOT, "models/efficientnet-lite0");
    copyFileSync(path.join(model, "model-int8.onnx"), path.join(folder, "mein modell.onnx"));
    const names = Array.from({ length: 1000 }, (_, i) => `class ${i}`);
    writeFileSync(path.join(folder, "names.txt"), names.join("\r\n"));
    const args = ["--model", "mein modell.onnx", "--labels", "names.txt", "--preset", "efficientnet-lite"];
    const { code, result } = await json(args, folder);
    assert.equal(code, 0);
    assert.equal(result.predictions.find(({ file }) => file === "espresso.jpg")?.label, "class 967");
  });

  for (const [what, args, codes] of [
    ["a folder that is not there", ["--folder", "/nowhere/at all"], ["SOURCE_NOT_FOUND"]],
    ["a folder that is a file", ["--folder", path.join(PHOTOS, "pizza.jpg")], ["SOURCE_UNREADABLE"]],
    ["a folder without pictures", ["--folder", path.join(ROOT, "core")], ["SOURCE_EMPTY"]],
    ["a model that is not there", ["--model", "/nowhere/model.onnx"], ["MODEL_NOT_FOUND"]],
    ["a model that is none", ["--model", path.join(ROOT, "package.json")], ["MODEL_CORRUPT"]],
    ["labels that are not there", ["--labels", "/nowhere/labels.txt"], ["LABELS_NOT_FOUND"]],
  ] as const) {
    it(`${what}: one coded error, exit code 1`, async () => {
      const { code, result, log } = await json([...args]);
      assert.deepEqual(
        result.errors.map((error) => error.code),
        codes,
      );
      assert.equal(code, 1);
      assert.equal(result.predictions.length, 0);
      assert.deepEqual(result.latency, { median: null, p95: null, p99: null, fps: null, stages: {} });
      assert.match(log, new RegExp(`${codes[0]}: .*\\.`));
    });
  }

  for (const args of [
    ["--jsno"],
    ["--json"],
    ["--repeat", "0"],
    ["--repeat", "two"],
    ["--port", "70000"],
    ["--preset", "pytorch"],
    ["photos"],
  ])
    it(`${args.join(" ")}: says what was expected, exit code 2`, async () => {
      const { code, stdout, stderr } = await start(args).ended;
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /npm run demo -- \[options\]/);
    });

  it("keeps running until it is told to end, and then leaves nothing behind", async () => {
    const { child, ended, said } = start(["--port", "0"]);
    await until("it waits", () => said().includes("Ctrl-C"), 60_000);
    const editor = /http:\/\/127\.0\.0\.1:\d+/.exec(said())?.[0] ?? "";
    const page = await (await fetch(editor)).text();
    assert.match(page, /Node-RED/);
    assert.match(said(), /vision\/photos\/label +\d+ % +espresso/);
    assert.match(said(), /efficientnet-lite0 fp32 +20 +\d+\.\d +\d+\.\d–\d+\.\d +– +– +– /);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    await assert.rejects(fetch(editor), "Node-RED still answers");
  });

  it("two at once do not get into each other's way", async () => {
    const both = await Promise.all([json([]), json([])]);
    for (const { code, result } of both) {
      assert.equal(code, 0);
      assert.equal(result.predictions.length, 20);
    }
  });
});
