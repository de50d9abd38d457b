import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { Frame } from "../../core/values/frame";
import type { Prediction } from "../../core/values/prediction";
import { ImageTensor } from "../../core/values/tensor";
import { startFlow, stopFlow, visionModel } from "../helpers/flow";
import { ROOT } from "../helpers/root";

const photo = (name: string) => readFileSync(path.join(ROOT, `examples/photos/${name}.jpg`));
const out = { id: "out", type: "helper" };
const preprocess = (properties = {}) => ({
  id: "pre",
  type: "preprocess",
  wires: [["out"]],
  ...properties,
});
const classify = { id: "classify", type: "tensorrt-classify", model: "vision", wires: [["out"]] };
const tensorOf = (msg: Record<string, unknown>) => msg["payload"] as ImageTensor;
const code = (msg: Record<string, unknown>) => (msg["error"] as { code?: string }).code;

describe("preprocess", { concurrency: false }, () => {
  afterEach(stopFlow);

  it("makes an ImageTensor whose numbers follow preset and fields", async () => {
    const flow = await startFlow(
      [preprocess({ preset: "keras-tf", width: "32", height: "16" }), out],
      ["pre"],
    );
    flow.send("pre", { payload: photo("espresso") });
    const [msg = {}] = await flow.wait("out", 1);
    const numbers = await tensorOf(msg).toFloat32Array();
    assert.equal(numbers.length, 3 * 32 * 16);
    assert.ok(Math.min(...numbers) >= -1 && Math.max(...numbers) <= 1);
    assert.ok(Math.max(...numbers) > 0.2);
    await flow.wait("completed", 1);
  });

  it("left to the model, takes the spec of whichever classifier comes next", async () => {
    const flow = await startFlow([visionModel(), preprocess({ wires: [["classify"]] }), classify, out]);
    flow.send("pre", { payload: photo("espresso") });
    const [msg = {}] = await flow.wait("out", 1);
    const [best] = msg["payload"] as Prediction[];
    assert.equal(best?.label, "espresso");
    assert.ok(Math.abs((best?.score ?? 0) - 0.959) < 0.01);
  });

  it("stretch and centre crop give different answers for the kitten", async () => {
    const labels: string[] = [];
    for (const resizeMode of ["stretch", "crop"]) {
      const flow = await startFlow([
        visionModel(),
        preprocess({ resizeMode, wires: [["classify"]] }),
        classify,
        out,
      ]);
      flow.send("pre", { payload: photo("kitten-on-lawn") });
      const [msg = {}] = await flow.wait("out", 1);
      labels.push((msg["payload"] as Prediction[])[0]?.label ?? "");
      await stopFlow();
    }
    assert.deepEqual(labels, ["lynx", "tiger cat"]);
  });

  it("tells a size that a fixed input can't take, with both sizes", async () => {
    const nodes = [
      visionModel(),
      preprocess({ width: "96", height: "96", wires: [["classify"]] }),
      classify,
      out,
    ];
    const flow = await startFlow(nodes);
    flow.send("pre", { payload: photo("espresso") });
    const [caught = {}] = await flow.wait("caught", 1);
    assert.equal(code(caught), "SHAPE_MISMATCH");
  });

  it("takes the region from the message and refuses one outside the picture", async () => {
    const flow = await startFlow([preprocess({ preset: "uint8", region: "region", regionType: "msg" }), out]);
    flow.send("pre", { payload: photo("espresso"), region: { x: 0.5, y: 0, width: 0.5, height: 1 } });
    const [msg = {}] = await flow.wait("out", 1);
    assert.deepEqual(tensorOf(msg).spec.region, { x: 0.5, y: 0, width: 0.5, height: 1 });
    for (const region of [{ x: 0.8, y: 0, width: 0.5, height: 1 }, "all", undefined]) {
      flow.send("pre", { payload: photo("espresso"), region });
    }
    const caught = await flow.wait("caught", 3);
    assert.deepEqual([...new Set(caught.map(code))], ["OPTION_INVALID"]);
  });

  it("reads and writes the property that it names, and keeps an array's order with bad pictures in place", async () => {
    const flow = await startFlow([preprocess({ property: "image.raw" }), out], ["pre"]);
    flow.send("pre", { image: { raw: [photo("espresso"), 7] }, payload: "kept" });
    const [msg = {}] = await flow.wait("out", 1);
    const [good, bad] = (msg["image"] as { raw: unknown[] }).raw;
    assert.ok(good instanceof ImageTensor);
    assert.equal((bad as { error: { code: string } }).error.code, "INPUT_UNSUPPORTED");
    assert.equal(msg["payload"], "kept");
    await flow.wait("caught", 1);
    assert.equal(flow.at("completed").length, 0);
  });

  it("passes a Frame and its tensor by reference to every wire", async () => {
    const second = { id: "out 2", type: "helper" };
    const flow = await startFlow([preprocess({ wires: [["out", "out 2"]] }), out, second]);
    const frame = new Frame({ data: photo("espresso"), format: "jpeg", width: 600, height: 400 });
    flow.send("pre", { payload: frame });
    const [[one = {}], [two = {}]] = [await flow.wait("out", 1), await flow.wait("out 2", 1)];
    assert.notEqual(one, two);
    assert.equal(tensorOf(one), tensorOf(two));
    assert.equal(tensorOf(one).frame, frame);
  });

  it("completes or catches each of 100 mixed messages once", async () => {
    const flow = await startFlow([preprocess(), out], ["pre"]);
    for (let i = 0; i < 100; i++) flow.send("pre", { payload: i % 2 ? photo("espresso") : {} });
    await flow.wait("completed", 50);
    await flow.wait("caught", 50);
    assert.equal(flow.at("completed").length + flow.at("caught").length, 100);
    assert.deepEqual([...new Set(flow.at("caught").map(code))], ["INPUT_FRAME_LOST"]);
  });
});
