import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import sharp from "sharp";
import { CLI, classifyJson, edgeVision, type Line } from "../helpers/cli";
import { ROOT } from "../helpers/root";

const photo = (name: string) => path.join(ROOT, "examples/photos", `${name}.jpg`);
const image = (name: string) => path.join(ROOT, "test/fixtures/images", name);
const model = (name: string) => path.join(ROOT, "test/fixtures/models", name);

const folder = mkdtempSync(path.join(tmpdir(), "classify-"));
after(() => rmSync(folder, { recursive: true }));

const best = (line: Line | undefined) => line?.predictions?.[0];

type Scores = readonly (readonly [index: number, score: number])[];
const REFERENCE = JSON.parse(
  readFileSync(path.join(ROOT, "test/fixtures/reference/scores.json"), "utf8"),
) as Record<string, Record<"fp32" | "int8", Record<string, Scores>>>;

/**
 * How far a score may lie from Pillow's, in probability. libvips shrinks by whole steps before it
 * interpolates; most of the 20 photos lie within 0.01.
 */
const TOLERANCE = 0.07;
/** Lead of the reference's best below which the two may change places. */
const UNDECIDED = 0.02;

/** Compares all photos; returns those whose best two may change places. */
async function compare(precision: "fp32" | "int8", mode: string, args: readonly string[]): Promise<string[]> {
  const { code, lines, stderr } = await classifyJson([...args, "--top-k", "1000", "builtin:photos"]);
  assert.deepEqual([code, stderr, lines.length], [0, "", 20]);
  const undecided: string[] = [];
  for (const line of lines) {
    const name = line.file as string;
    const expected = REFERENCE[name]?.[precision][mode] as Scores;
    const [[first, lead], [second, next]] = expected as [[number, number], [number, number]];
    const candidates = lead - next > UNDECIDED ? [first] : [first, second];
    if (candidates.length > 1) undecided.push(name);
    assert.ok(candidates.includes(best(line)?.index as number), `${name}: ${best(line)?.label}`);
    for (const [index, score] of expected) {
      const got = line.predictions?.find((each) => each.index === index)?.score as number;
      assert.ok(Math.abs(got - score) <= TOLERANCE, `${name}, class ${index}: ${got} against ${score}`);
    }
  }
  return undecided;
}

describe("classify: the 20 photos against Pillow and ONNX Runtime in Python", () => {
  it("gives the same best label with centre crop", async () => {
    assert.deepEqual(await compare("fp32", "centre_crop", []), ["canyon-wren.jpg"]);
  });
  it("gives the same best label with stretch", async () => {
    assert.deepEqual(await compare("fp32", "stretch", ["--resize", "stretch"]), ["airliner.jpg"]);
  });
  it("gives the same best label in INT8", async () => {
    const undecided = await compare("int8", "centre_crop", ["--model", "builtin:efficientnet-lite0-int8"]);
    assert.deepEqual(undecided, ["canyon-wren.jpg"]);
  });
});

describe("classify: what it prints", () => {
  it("is one line of JSON a file, in the order asked", async () => {
    const files = ["pizza", "espresso", "tabby-cat", "pizza"].map(photo);
    const { code, lines } = await classifyJson(["--top-k", "2", ...files]);
    assert.equal(code, 0);
    assert.deepEqual(
      lines.map((line) => [line.file, best(line)?.label, line.predictions?.length]),
      files.map((file, i) => [file, ["pizza", "espresso", "tabby", "pizza"][i], 2]),
    );
    assert.deepEqual(Object.keys(lines[0] ?? {}), ["file", "predictions"]);
    assert.deepEqual(Object.keys(best(lines[0]) ?? {}), ["label", "index", "score"]);
  });

  it("is a block a file for people, with errors apart", async () => {
    const { code, stdout, stderr } = await edgeVision([
      "classify",
      "--top-k",
      "2",
      photo("pizza"),
      "nope.jpg",
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /^\S*pizza\.jpg\n {3}\d\d\.\d % {2}pizza\n {4}\d\.\d % {2}\w+\n$/);
    assert.match(stderr, /^nope\.jpg\n {2}SOURCE_NOT_FOUND: /);
  });

  it("says what about the preprocessing was guessed, in JSON and for people", async () => {
    const args = ["--model", model("fixed-batch.onnx"), image("exif-1.jpg")];
    assert.deepEqual((await classifyJson(args)).lines[0]?.guessed, ["resize", "scale"]);
    assert.match((await edgeVision(["classify", ...args])).stderr, /guessed: resize, scale/);
    const named = await classifyJson(["--preset", "torchvision", ...args]);
    assert.equal(named.lines[0]?.guessed, undefined);
  });

  it("goes on over 1000 files, in order", async () => {
    const files = Array.from({ length: 1000 }, (_, i) => image(`exif-${(i % 8) + 1}.jpg`));
    const { code, lines } = await classifyJson(["--model", model("fixed-batch.onnx"), ...files]);
    assert.equal(code, 0);
    assert.deepEqual(
      lines.map(({ file }) => file),
      files,
    );
  });

  it("ends quietly when its reader goes away", async () => {
    const line = `"${process.execPath}" "${CLI}" classify --json ${"builtin:photos ".repeat(50)}| head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", line]);
    assert.equal(stderr, "");
    const [first = "", code] = stdout.split("\n");
    assert.deepEqual([(JSON.parse(first) as Line).file, code], ["airliner.jpg", "0"]);
  });
});

describe("classify: files that cannot be used", () => {
  it("each get a code and a message, and the others are answered", async () => {
    mkdirSync(path.join(folder, "a folder.jpg"));
    const bad: [string, string][] = [
      [image("truncated.jpg"), "INPUT_TRUNCATED"],
      [image("empty.jpg"), "INPUT_EMPTY"],
      [image("picture.svg"), "INPUT_UNSUPPORTED"],
      [image("document.pdf"), "INPUT_UNSUPPORTED"],
      [image("huge-30000x30000.jpg"), "INPUT_TOO_LARGE"],
      [path.join(folder, "a folder.jpg"), "SOURCE_UNREADABLE"],
      [path.join(folder, "nope.jpg"), "SOURCE_NOT_FOUND"],
      ["builtin:nothing", "SOURCE_NOT_FOUND"],
    ];
    const files = bad.flatMap(([file]) => [file, photo("pizza")]);
    const { code, lines, stderr } = await classifyJson(files);
    assert.deepEqual([code, stderr, lines.length], [1, "", files.length]);
    for (const [i, [file, expected]] of bad.entries()) {
      const [failed, next] = lines.slice(2 * i);
      assert.deepEqual([failed?.file, failed?.error?.code, failed?.predictions], [file, expected, undefined]);
      assert.match(failed?.error?.message as string, /\. \S.*\.?$/, "what happened, then what to do");
      assert.equal(best(next)?.label, "pizza");
    }
  });

  it("are looked for where the command was started", async () => {
    const { code, lines } = await classifyJson(["pizza.jpg"], { cwd: path.dirname(photo("pizza")) });
    assert.deepEqual([code, lines[0]?.file, best(lines[0])?.label], [0, "pizza.jpg", "pizza"]);
  });
});

describe("classify: models and labels", () => {
  it("that cannot be used are one line and exit code 1", async () => {
    const cases: [string[], string][] = [
      [["--model", "nope.onnx"], "MODEL_NOT_FOUND"],
      [["--model", model("corrupt.onnx")], "MODEL_CORRUPT"],
      [["--model", model("truncated.onnx")], "MODEL_CORRUPT"],
      [["--model", model("empty.onnx")], "MODEL_CORRUPT"],
      [["--model", model("engine.plan")], "MODEL_ENGINE"],
      [["--model", model("ultralytics.engine")], "MODEL_ENGINE"],
      [["--model", model("zip.pth")], "MODEL_PICKLE"],
      [["--model", model("legacy.pth")], "MODEL_PICKLE"],
      [["--model", model("opset-99.onnx")], "MODEL_OPSET"],
      [["--model", model("custom-operator.onnx")], "MODEL_OPERATOR"],
      [["--model", model("image-to-image.onnx")], "MODEL_OUTPUT"],
      [["--model", model("external-outside.onnx")], "MODEL_WEIGHTS_OUTSIDE"],
      [["--model", "builtin:resnet"], "BUILTIN_UNKNOWN"],
      [["--model", ROOT], "MODEL_UNREADABLE"],
      [["--labels", "nope.txt"], "LABELS_NOT_FOUND"],
      [["--labels", photo("pizza")], "LABELS_INVALID"],
    ];
    for (const [args, expected] of cases) {
      const { code, lines } = await classifyJson([...args, photo("pizza")]);
      assert.deepEqual([code, lines.length, lines[0]?.error?.code], [1, 1, expected], args.join(" "));
      assert.deepEqual(Object.keys(lines[0] ?? {}), ["error"]);
    }
    const { code, stdout, stderr } = await edgeVision(["classify", "--model", "nope.onnx", photo("pizza")]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^MODEL_NOT_FOUND: The model file .*nope\.onnx does not exist\./);
  });

  it("work with colons in names, uint8, float16, NHWC, a second file and two outputs", async () => {
    const names = [
      "colon-names",
      "uint8",
      "float16",
      "nhwc",
      "external",
      "two-outputs",
      "open-size",
      "softmax",
    ];
    for (const name of names) {
      const { code, lines, stderr } = await classifyJson(
        ["--model", model(`${name}.onnx`), "--top-k", "10", image("exif-1.jpg")],
        { cwd: folder },
      );
      assert.equal(code, 0, `${name}: ${stderr}`);
      const sum = (lines[0]?.predictions ?? []).reduce((total, { score }) => total + score, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3, `${name}: scores add up to ${sum}`);
    }
  });

  it("warn where labels do not fit, and count on by index", async () => {
    const labels = ["--labels", model("labels-12.txt")];
    const one = await classifyJson(["--model", model("classes-13.onnx"), ...labels, image("exif-1.jpg")]);
    assert.deepEqual([one.code, one.lines.length], [0, 1]);
    assert.match(one.stderr, /^LABELS_BACKGROUND: .*13 outputs for 12 labels/);
    const other = await classifyJson(["--model", model("fixed-batch.onnx"), ...labels, image("exif-1.jpg")]);
    assert.match(other.stderr, /^LABELS_MISMATCH: .*12 classes.*10 outputs/);
    const fits = await classifyJson(["--model", model("classes-12.onnx"), ...labels, image("exif-1.jpg")]);
    assert.equal(fits.stderr, "");
    assert.match(best(fits.lines[0])?.label as string, /^[a-z]+$/);
  });
});

describe("classify: preprocessing by options", () => {
  // The model answers the mean of each input channel, so the numbers can be worked out by hand.
  async function means(args: readonly string[], file: string): Promise<number[]> {
    // A softmax hides a common offset; differences of the logarithms are the differences of the means.
    const { lines, stderr } = await classifyJson(["--model", model("mean-colour.onnx"), ...args, file]);
    const predictions = [...(lines[0]?.predictions ?? [])].sort((a, b) => a.index - b.index);
    assert.equal(predictions.length, 3, stderr + JSON.stringify(lines));
    const logs = predictions.map(({ score }) => Math.log(score));
    return logs.map((log) => log - (logs[0] as number));
  }
  const near = (actual: readonly number[], expected: readonly number[]) => {
    for (const [i, value] of expected.entries()) {
      assert.ok(Math.abs((actual[i] as number) - value) < 1e-4, `${actual} against ${expected}`);
    }
  };
  const file = path.join(folder, "colour.png");
  const colour = sharp({
    create: { width: 40, height: 40, channels: 3, background: { r: 200, g: 100, b: 50 } },
  })
    .png()
    .toFile(file);
  const plain = ["--scale", "0.01", "--mean", "0", "--std", "1"];

  it("is (value × scale − mean) / std, channel by channel", async () => {
    await colour;
    near(await means(plain, file), [0, -1, -1.5]);
    near(await means(["--scale", "0.01", "--mean", "0,1,2", "--std", "1,2,0.5"], file), [0, -2, -5]);
    near(await means(["--scale", "0.01", "--mean=-1,0,0", "--std", "1"], file), [0, -2, -2.5]);
  });

  it("overrides the preset's part and keeps the rest", async () => {
    await colour;
    near(await means([...plain, "--color", "bgr"], file), [0, 0.5, 1.5]);
    near(await means(["--preset", "keras-tf"], file), [0, -100 / 127.5, -150 / 127.5]);
    near(await means(["--preset", "keras-tf", "--color", "bgr"], file), [0, 50 / 127.5, 150 / 127.5]);
  });

  it("refuses what a fixed input cannot take, with both sizes", async () => {
    for (const args of [
      ["--size", "100x80"],
      ["--layout", "nhwc"],
      ["--dtype", "uint8"],
    ]) {
      const { code, lines } = await classifyJson([...args, photo("pizza")]);
      assert.deepEqual([code, lines[0]?.error?.code], [1, "SHAPE_MISMATCH"], args.join(" "));
    }
    const { lines } = await classifyJson(["--size", "100x80", photo("pizza")]);
    assert.match(lines[0]?.error?.message as string, /224 × 224.*100 × 80/);
  });

  it("takes dumps of raw frames, with and without stride", async () => {
    const row = Buffer.alloc(40 * 3);
    for (let x = 0; x < 40; x++) row.set([200, 100, 50], x * 3);
    const tight = path.join(folder, "tight.rgb");
    const padded = path.join(folder, "padded.rgb");
    writeFileSync(tight, Buffer.concat(Array(40).fill(row)));
    writeFileSync(padded, Buffer.concat(Array(40).fill(Buffer.concat([row, Buffer.alloc(8, 255)]))));
    near(await means([...plain, "--raw", "rgb24:40x40"], tight), [0, -1, -1.5]);
    near(await means([...plain, "--raw", "bgr24:40x40"], tight), [0, 0.5, 1.5]);
    near(await means([...plain, "--raw", "rgb24:40x40:128"], padded), [0, -1, -1.5]);
    for (const raw of ["rgb24:40x41", "rgb24:40x40:128", "nv12:400x40", "rgb24:40x40:100"]) {
      const { code, lines } = await classifyJson(["--raw", raw, tight]);
      assert.deepEqual([code, lines[0]?.error?.code], [1, "INPUT_LAYOUT"], raw);
    }
  });
});

describe("classify: wrong options", () => {
  it("are told with a code, exit code 2 and before anything is loaded", async () => {
    const wrong = [
      ["--bogus", "x.jpg"],
      ["--model"],
      [],
      ["--mean", "-1,2,3", "x.jpg"],
      ["--mean", "1,2", "x.jpg"],
      ["--std", "0", "x.jpg"],
      ["--scale", "big", "x.jpg"],
      ["--size", "224", "x.jpg"],
      ["--size", "0x224", "x.jpg"],
      ["--resize", "squash", "x.jpg"],
      ["--color", "RGB", "x.jpg"],
      ["--layout", "chw", "x.jpg"],
      ["--dtype", "float64", "x.jpg"],
      ["--preset", "toString", "x.jpg"],
      ["--top-k", "0", "x.jpg"],
      ["--top-k", "1.5", "x.jpg"],
      ["--raw", "rgb24:40", "x.jpg"],
      ["--raw", "jpeg:40x40", "x.jpg"],
      ["--raw", "rgb24:40x40:0", "x.jpg"],
    ];
    for (const args of wrong) {
      const { code, lines } = await classifyJson(args);
      assert.deepEqual([code, lines.length, lines[0]?.error?.code], [2, 1, "OPTION_INVALID"], args.join(" "));
    }
  });

  it("--help names every option of the requirement", async () => {
    const { code, stdout } = await edgeVision(["classify", "--help"]);
    assert.equal(code, 0);
    const options =
      "json model labels preset resize size color scale mean std layout dtype raw top-k user-dir".split(" ");
    for (const option of options) assert.ok(stdout.includes(`--${option}`), option);
  });
});
