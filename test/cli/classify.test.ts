import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../helpers/root";

const CLI = path.join(ROOT, "dist/cli/edge-vision.js");
const MODELS = path.join(ROOT, "test/fixtures/models");
const IMAGES = path.join(ROOT, "test/fixtures/images");

interface Line {
  readonly file?: string;
  readonly predictions?: { label: string; index: number; score: number }[];
  readonly guessed?: string[];
  readonly error?: { code: string; message: string };
}

/** Runs the command line in a folder that is not the repository. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string; lines: Line[] }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: tmpdir() }, (error, stdout, stderr) => {
      const lines = args.includes("--json")
        ? stdout
            .trim()
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Line)
        : [];
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr, lines });
    });
  });
}

const scores = JSON.parse(
  readFileSync(path.join(ROOT, "test/fixtures/reference/scores.json"), "utf8"),
) as Record<string, { fp32: Record<string, [number, number][]>; int8: Record<string, [number, number][]> }>;

/** Largest difference of a top-1 score between our decoder's pixels and Pillow's: JPEG scaling on load. */
const TOLERANCE = 0.06;

describe("edge-vision classify", () => {
  for (const [resize, mode] of [
    ["crop", "centre_crop"],
    ["stretch", "stretch"],
  ] as const) {
    it(`agrees with the reference on the 20 photos (${resize})`, async () => {
      const { code, lines } = await run("classify", "--json", "--resize", resize, "builtin:photos");
      assert.equal(code, 0);
      assert.equal(lines.length, 20);
      for (const { file = "", predictions = [] } of lines) {
        const [first, second] = scores[file]?.fp32[mode] ?? [];
        assert.ok(first && second, file);
        const best = predictions[0];
        const close = first[1] - second[1] < TOLERANCE && best?.index === second[0];
        assert.ok(best?.index === first[0] || close, `${file}: ${best?.label}`);
        const same = predictions.find(({ index }) => index === first[0]);
        assert.ok(Math.abs((same?.score ?? 0) - first[1]) < TOLERANCE, `${file}: ${same?.score} ${first[1]}`);
      }
    });
  }

  it("runs the INT8 model", async () => {
    const { lines } = await run(
      "classify",
      "--json",
      "--model",
      "builtin:efficientnet-lite0-int8",
      path.join(ROOT, "examples/photos/espresso.jpg"),
    );
    assert.equal(lines[0]?.predictions?.[0]?.label, "espresso");
  });

  it("gives each bad file one line with a code, goes on, and ends with 1", async () => {
    const good = path.join(ROOT, "examples/photos/espresso.jpg");
    const files = [
      "missing.jpg",
      ...["empty.jpg", "truncated.jpg", "picture.svg", "document.pdf", "huge-30000x30000.jpg"].map((file) =>
        path.join(IMAGES, file),
      ),
    ];
    const { code, lines } = await run("classify", "--json", ...files, good);
    assert.equal(code, 1);
    assert.deepEqual(
      lines.map(({ error }) => error?.code),
      [
        "SOURCE_NOT_FOUND",
        "INPUT_EMPTY",
        "INPUT_TRUNCATED",
        "INPUT_UNSUPPORTED",
        "INPUT_UNSUPPORTED",
        "INPUT_TOO_LARGE",
        undefined,
      ],
    );
    assert.ok(lines.every(({ error }) => !error || error.message.length > 20));
    assert.equal(lines[6]?.predictions?.[0]?.label, "espresso");
  });

  it("answers with one error and 1 for a model or labels that can't be used, with 2 for wrong options", async () => {
    const photo = path.join(ROOT, "examples/photos/espresso.jpg");
    const cases: [string[], string, number][] = [
      [["--model", path.join(MODELS, "engine.plan")], "MODEL_ENGINE", 1],
      [["--model", path.join(MODELS, "legacy.pth")], "MODEL_PICKLE", 1],
      [["--model", path.join(MODELS, "corrupt.onnx")], "MODEL_CORRUPT", 1],
      [["--model", path.join(MODELS, "opset-99.onnx")], "MODEL_OPSET", 1],
      [["--model", "nowhere.onnx"], "MODEL_NOT_FOUND", 1],
      [["--labels", "nowhere.txt"], "LABELS_NOT_FOUND", 1],
      [["--resize", "sideways"], "OPTION_INVALID", 2],
      [["--size", "224"], "OPTION_INVALID", 2],
      [["--std", "0"], "OPTION_INVALID", 2],
      [["--colour", "rgb"], "OPTION_INVALID", 2],
      [["--top-k", "0"], "OPTION_INVALID", 2],
      [["--raw", "jpeg:4x4"], "OPTION_INVALID", 2],
    ];
    for (const [args, expected, exit] of cases) {
      const { code, lines } = await run("classify", "--json", ...args, photo);
      assert.deepEqual([lines.length, lines[0]?.error?.code, code], [1, expected, exit], args.join(" "));
    }
  });

  it("reads dumps of raw frames and lays single options over the preset", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "raw-")), "frame.rgb");
    writeFileSync(
      file,
      Buffer.alloc(64 * 64 * 3).map((_, i) => [200, 100, 50][i % 3] as number),
    );
    const model = [
      "--model",
      path.join(MODELS, "mean-colour.onnx"),
      "--json",
      "--mean",
      "0",
      "--std",
      "1",
      "--scale",
      "1",
    ];
    const logits = async (...more: string[]) => {
      const { lines } = await run(
        "classify",
        ...model,
        ...more,
        "--raw",
        "rgb24:64x64",
        "--top-k",
        "3",
        file,
      );
      return lines[0];
    };
    // The three means are 200, 100 and 50: softmax leaves the first, in the tensor's own order.
    assert.equal((await logits())?.predictions?.[0]?.index, 0);
    assert.equal((await logits("--color", "bgr"))?.predictions?.[0]?.index, 2);
    const ratio = (line: Line | undefined) =>
      Math.log((line?.predictions?.[0]?.score ?? 0) / (line?.predictions?.[1]?.score ?? 1));
    assert.ok(Math.abs(ratio(await logits("--scale", "0.01")) - 1) < 0.01);
    assert.deepEqual((await logits())?.guessed, ["resize", "scale"]);
    const { lines } = await run("classify", "--json", "--raw", "rgb24:64x65", file);
    assert.equal(lines[0]?.error?.code, "INPUT_LAYOUT");
  });

  it("tells its options and version, refuses an unknown verb, and ends quietly when nobody reads on", async () => {
    assert.match((await run("classify", "--help")).stdout, /--top-k/);
    assert.match((await run("--help")).stdout, /classify/);
    assert.match((await run("--version")).stdout, /^\d+\.\d+\.\d+/);
    assert.equal((await run("fly")).code, 2);
    const { stderr, stdout } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${CLI}" classify builtin:photos | head -n 1`],
      { encoding: "utf8" },
    );
    assert.equal(stderr, "");
    assert.equal(stdout.trim().split("\n").length, 1);
  });
});
