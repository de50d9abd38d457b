import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Frame } from "../../core/values/frame";
import { startFlow, stopFlow, visionModel } from "../helpers/flow";

const flowOf = (camera: Record<string, unknown>) => [
  visionModel(),
  { id: "camera", type: "camera-in", name: "cam1", wires: [["pre"]], ...camera },
  { id: "pre", type: "preprocess", wires: [["classify"]] },
  { id: "classify", type: "tensorrt-classify", model: "vision", wires: [["meter"]] },
  { id: "meter", type: "latency-meter", after: 20, warmup: 0, wires: [["out"], ["table"]] },
  ...["out", "table"].map((id) => ({ id, type: "helper" })),
];
const inference = (msg: Record<string, unknown>) => msg["inference"] as { dropped: number };

describe("the four nodes in a row", { concurrency: false }, () => {
  afterEach(stopFlow);

  it("as fast as the flow takes them: every photo answered, in order, none dropped, one table", async () => {
    const flow = await startFlow(flowOf({ loop: true }));
    const sent = (await flow.wait("out", 40)).slice(0, 40);
    assert.deepEqual(
      sent.map((msg) => (msg["frame"] as Frame).sequence),
      Array.from({ length: 40 }, (_, i) => i),
    );
    assert.equal(
      sent.reduce((sum, msg) => sum + inference(msg).dropped, 0),
      0,
    );
    const [table = {}] = await flow.wait("table", 1);
    const { cases } = table["payload"] as { cases: { count: number; median: number; drops: number }[] };
    assert.equal(cases[0]?.count, 20);
    assert.ok((cases[0]?.median ?? 0) > 1);
    assert.equal(flow.at("table").length, 1);
    const timings = sent[0]?.["timings"] as Record<string, number>;
    assert.ok(timings["age"] !== undefined && timings["total"] !== undefined);
  });

  it("a camera that does not wait: newest frame first, and every dropped one is counted", async () => {
    const camera = { kind: "test", width: 320, height: 240, fps: 1000, pace: "interval", interval: 0.002 };
    const flow = await startFlow(flowOf(camera));
    const sent = await flow.wait("out", 30);
    const sequences = sent.map((msg) => (msg["frame"] as Frame).sequence);
    assert.deepEqual(
      sequences,
      [...sequences].sort((a, b) => a - b),
    );
    const dropped = sent.reduce((sum, msg) => sum + inference(msg).dropped, 0);
    assert.ok(dropped > 0);
    // What is missing between the first and the last answer was dropped, or is in work or waiting.
    const span = (sequences.at(-1) ?? 0) + 1;
    assert.ok(span - sequences.length <= dropped + 4 && dropped <= span + 4, `${span} ${dropped}`);
    assert.equal(flow.at("caught").length, 0);
  });

  it("20 deploys leave one stream of frames and no thread, timer or child behind", async () => {
    const resources = () => process.getActiveResourcesInfo().filter((name) => name !== "Timeout").length;
    let before = 0;
    for (let deploy = 0; deploy < 20; deploy++) {
      const flow = await startFlow(flowOf({ loop: true }));
      await flow.wait("out", 2);
      await stopFlow();
      if (deploy === 2) before = resources();
    }
    await sleep(200);
    assert.ok(resources() <= before, `${resources()} resources, ${before} before`);
    const flow = await startFlow(flowOf({}));
    await flow.wait("out", 20);
    await sleep(300);
    assert.equal(flow.at("out").length, 20);
  });
});
