import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { Frame } from "../../core/values/frame";
import type { Prediction } from "../../core/values/prediction";
import { type Flow, startFlow, stopFlow, visionModel } from "../helpers/flow";
import { ROOT } from "../helpers/root";

const PHOTOS = path.join(ROOT, "examples/photos");
const photo = (name: string) => readFileSync(path.join(PHOTOS, `${name}.jpg`));
const classify = (properties = {}) => ({
  id: "classify",
  type: "tensorrt-classify",
  model: "vision",
  wires: [["out"]],
  ...properties,
});
const out = { id: "out", type: "helper" };
const best = (msg: Record<string, unknown>) => (msg["payload"] as Prediction[])[0] as Prediction;
const code = (msg: Record<string, unknown>) => (msg["error"] as { code?: string }).code;

async function run(properties = {}, model = {}): Promise<Flow> {
  return startFlow([visionModel(model), classify(properties), out], ["classify"]);
}

describe("tensorrt-classify", { concurrency: false }, () => {
  afterEach(stopFlow);

  it("labels a JPEG Buffer by the model's own preset and says who answered and how long it took", async () => {
    const flow = await run();
    flow.send("classify", { payload: photo("espresso"), topic: "t" });
    const [msg] = await flow.wait("out", 1);
    assert.ok(msg);
    assert.equal(best(msg).label, "espresso");
    assert.equal(best(msg).index, 967);
    assert.ok(Math.abs(best(msg).score - 0.96) < 0.02);
    assert.equal((msg["payload"] as unknown[]).length, 5);
    assert.deepEqual(msg["inference"], {
      model: "efficientnet-lite0",
      backend: "onnxruntime",
      precision: "fp32",
      dropped: 0,
    });
    const timings = msg["timings"] as Record<string, number>;
    assert.deepEqual(Object.keys(timings).sort(), [
      "decode",
      "infer",
      "postprocess",
      "preprocess",
      "queue",
      "total",
    ]);
    assert.ok((timings["total"] as number) >= (timings["infer"] as number));
    assert.ok(msg["frame"] instanceof Frame);
    assert.equal(msg["topic"], "t");
  });

  it("answers 100 mixed messages once each: Complete + Catch = 100, in order", async () => {
    const flow = await run();
    const [good, bad] = [photo("espresso"), Buffer.from("no picture")];
    for (let i = 0; i < 100; i++) {
      flow.send("classify", { payload: i % 3 === 0 ? bad : good, number: i });
      if (i % 10 === 9) await flow.wait(i % 3 === 0 ? "caught" : "completed", 1);
    }
    while (flow.at("completed").length + flow.at("caught").length < 100) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(flow.at("completed").length + flow.at("caught").length, 100);
    const numbers = flow.at("out").map((msg) => msg["number"] as number);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    const codes = new Set(flow.at("caught").map(code));
    assert.ok(codes.has("INPUT_UNSUPPORTED"));
    assert.ok([...codes].every((each) => each === "INPUT_UNSUPPORTED" || each === "QUEUE_FULL"));
  });

  it("keeps the newest of a camera's frames, counts the others and completes them without an error", async () => {
    const flow = await run({}, { inFlight: 1 });
    const data = photo("espresso");
    for (let sequence = 0; sequence < 20; sequence++) {
      flow.send("classify", {
        payload: new Frame({ data, format: "jpeg", width: 600, height: 400, source: "cam", sequence }),
      });
    }
    await flow.wait("completed", 20);
    assert.equal(flow.at("caught").length, 0);
    const sent = flow.at("out").map((msg) => (msg["frame"] as Frame).sequence);
    assert.equal(sent.at(-1), 19);
    assert.ok(sent.length <= 3, `at most one in work and one waiting: ${sent.join()}`);
    const dropped = flow
      .at("out")
      .reduce((sum, msg) => sum + (msg["inference"] as { dropped: number }).dropped, 0);
    assert.equal(dropped, 20 - sent.length);
    const marked = flow.at("completed").filter((msg) => msg["dropped"]);
    assert.equal(marked.length, dropped);
  });

  it("refuses the 17th waiting Buffer with QUEUE_FULL and never drops one silently", async () => {
    const flow = await run({}, { inFlight: 1 });
    for (let i = 0; i < 40; i++) flow.send("classify", { payload: photo("espresso") });
    while (flow.at("completed").length + flow.at("caught").length < 40) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(flow.at("caught").length > 0);
    assert.ok(flow.at("caught").every((msg) => code(msg) === "QUEUE_FULL"));
    assert.equal(flow.at("out").length + flow.at("caught").length, 40);
  });

  it("answers an array in order, with a bad picture's error in its place and once on Catch", async () => {
    const flow = await run();
    flow.send("classify", { payload: [photo("espresso"), Buffer.from("x"), photo("pizza")] });
    const [msg = {}] = await flow.wait("out", 1);
    const [first, second, third] = msg["payload"] as [
      Prediction[],
      { error: { code: string } },
      Prediction[],
    ];
    assert.equal(first[0]?.label, "espresso");
    assert.equal(second.error.code, "INPUT_UNSUPPORTED");
    assert.equal(third[0]?.label, "pizza");
    await flow.wait("caught", 1);
    assert.equal(flow.at("completed").length, 0);
  });

  it("goes on with the next good picture after every kind of bad one", async () => {
    const flow = await run();
    const truncated = photo("espresso").subarray(0, 60_000);
    const bad: [unknown, string][] = [
      [null, "INPUT_UNSUPPORTED"],
      [7, "INPUT_UNSUPPORTED"],
      [{}, "INPUT_FRAME_LOST"],
      [Buffer.alloc(0), "INPUT_EMPTY"],
      [truncated, "INPUT_TRUNCATED"],
      [{ data: Buffer.alloc(10), width: 4, height: 4, format: "rgb24" }, "INPUT_LAYOUT"],
      [{ data: [1, 2], type: "float32", dims: [1, 3] }, "TENSOR_INVALID"],
      [{ data: new Float32Array(12), type: "float32", dims: [1, 3, 2, 2] }, "SHAPE_MISMATCH"],
    ];
    for (const [index, [payload, expected]] of bad.entries()) {
      flow.send("classify", { payload });
      const caught = await flow.wait("caught", index + 1);
      assert.equal(code(caught[index] ?? {}), expected);
      flow.send("classify", { payload: photo("espresso") });
      const good = await flow.wait("out", index + 1);
      assert.equal(best(good[index] as Record<string, unknown>).label, "espresso");
    }
  });

  it("takes top-k and threshold from the message where its typed inputs say so", async () => {
    const flow = await run({ topK: "k", topKType: "msg", threshold: "t", thresholdType: "msg" });
    flow.send("classify", { payload: photo("tabby-cat"), k: 2, t: 0 });
    flow.send("classify", { payload: photo("tabby-cat"), k: 5, t: 0.5 });
    const [first = {}, second = {}] = await flow.wait("out", 2);
    assert.equal((first["payload"] as unknown[]).length, 2);
    assert.deepEqual(
      (second["payload"] as Prediction[]).map(({ label }) => label),
      ["tabby"],
    );
    flow.send("classify", { payload: photo("tabby-cat"), k: "many", t: 0 });
    const [caught = {}] = await flow.wait("caught", 1);
    assert.equal(code(caught), "OPTION_INVALID");
  });

  it("adds up the scores of labels with the same new name", async () => {
    const rename = JSON.stringify(
      ["tabby", "tiger cat", "Egyptian cat"].map((from) => ({ from, to: "cat" })),
    );
    const flow = await run({ rename });
    flow.send("classify", { payload: photo("tabby-cat") });
    const [msg] = await flow.wait("out", 1);
    assert.equal(best(msg as Record<string, unknown>).label, "cat");
    assert.ok(best(msg as Record<string, unknown>).score > 0.9);
  });

  it("two config nodes with the same settings share one loaded session", async () => {
    const flow = await startFlow([
      visionModel(),
      visionModel({ id: "vision 2" }),
      classify(),
      classify({ id: "classify 2", model: "vision 2" }),
      out,
    ]);
    flow.send("classify", { payload: photo("espresso") });
    flow.send("classify 2", { payload: photo("espresso") });
    await flow.wait("out", 2);
    type Ready = { model: { ready(): Promise<{ shared: unknown }> } };
    const [one, two] = await Promise.all(
      ["vision", "vision 2"].map((id) => (flow.node(id) as unknown as Ready).model.ready()),
    );
    assert.equal(one?.shared, two?.shared);
  });

  it("says that no model is chosen, to the status and to every message", async () => {
    const flow = await startFlow([classify({ model: "" }), out], ["classify"]);
    flow.send("classify", { payload: photo("espresso") });
    const caught = await flow.wait("caught", 2);
    assert.deepEqual(caught.map(code), ["MODEL_NOT_CHOSEN", "MODEL_NOT_CHOSEN"]);
  });

  it("tells a missing model with the path it tried, and loads it once the file is there", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "model-"));
    const model = path.join(folder, "model.onnx");
    const flow = await run({}, { model });
    flow.send("classify", { payload: photo("espresso") });
    const caught = await flow.wait("caught", 2);
    assert.deepEqual([...new Set(caught.map(code))], ["MODEL_NOT_FOUND"]);
    for (const file of readdirSync(path.join(ROOT, "models/efficientnet-lite0"))) {
      copyFileSync(path.join(ROOT, "models/efficientnet-lite0", file), path.join(folder, file));
    }
    while (flow.at("out").length === 0) {
      flow.send("classify", { payload: photo("espresso") });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.equal(best(flow.at("out")[0] as Record<string, unknown>).index, 967);
    rmSync(folder, { recursive: true });
  });

  it("changes nothing when another branch overwrites its Buffer after the message was taken", async () => {
    const flow = await run();
    const mine = Buffer.from(photo("espresso"));
    flow.send("classify", { payload: mine });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    mine.fill(0);
    const [msg] = await flow.wait("out", 1);
    assert.equal(best(msg as Record<string, unknown>).label, "espresso");
  });
});
