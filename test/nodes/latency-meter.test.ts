import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { startFlow, stopFlow } from "../helpers/flow";

const meter = (properties = {}) => ({
  id: "meter",
  type: "latency-meter",
  wires: [["out"], ["table"]],
  ...properties,
});
const helpers = ["out", "table"].map((id) => ({ id, type: "helper" }));
const timed = (total: number, model = "m", dropped = 0) => ({
  timings: { decode: 1, infer: total - 1, total },
  inference: { model, precision: "fp32", dropped },
});

describe("latency-meter", { concurrency: false }, () => {
  afterEach(stopFlow);

  it("passes messages through and gives the table once, without the warm-up frames", async () => {
    const flow = await startFlow([meter({ after: 5, warmup: 2 }), ...helpers], ["meter"]);
    for (const total of [100, 90, 10, 11, 12, 13, 14, 15]) flow.send("meter", timed(total));
    await flow.wait("out", 8);
    const [table = {}] = await flow.wait("table", 1);
    await flow.wait("completed", 8);
    assert.equal(flow.at("table").length, 1);
    const { cases, markdown, csv } = table["payload"] as {
      cases: Record<string, unknown>[];
      markdown: string;
      csv: string;
    };
    const [row = {}] = cases;
    assert.equal(row["case"], "m fp32");
    assert.equal(row["count"], 5);
    assert.equal(row["median"], 12);
    assert.equal(row["first"], 100);
    assert.deepEqual(row["warmup"], { count: 2, mean: 95, max: 100 });
    assert.equal(row["p99"], null);
    assert.match(markdown, /\| m fp32 \|/);
    assert.match(csv, /m fp32/);
  });

  it("keeps cases apart and adds up drops; a reset begins anew", async () => {
    const flow = await startFlow([meter({ after: 2, warmup: 0 }), ...helpers], ["meter"]);
    for (const model of ["a", "b"]) for (const total of [10, 20]) flow.send("meter", timed(total, model, 3));
    const [first = {}] = await flow.wait("table", 1);
    const { cases } = first["payload"] as { cases: { case: string; drops: number }[] };
    assert.equal(cases[0]?.case, "a fp32");
    assert.equal(cases[0]?.drops, 6);
    flow.send("meter", { reset: true });
    await flow.wait("completed", 5);
    flow.send("meter", timed(10, "c"));
    flow.send("meter", timed(10, "c"));
    const tables = await flow.wait("table", 2);
    const again = tables[1]?.["payload"] as { cases: { case: string }[] };
    assert.deepEqual(
      again.cases.map((row) => row.case),
      ["c fp32"],
    );
    assert.equal(flow.at("out").length, 6);
  });

  it("names a case by the message where it is told to, and lets messages without timings pass", async () => {
    const flow = await startFlow([
      meter({ case: "camera", caseType: "msg", after: 1, warmup: 0 }),
      ...helpers,
    ]);
    flow.send("meter", { payload: "no timings" });
    flow.send("meter", { ...timed(10), camera: "front" });
    const [table = {}] = await flow.wait("table", 1);
    const { cases } = table["payload"] as { cases: { case: string }[] };
    assert.equal(cases[0]?.case, "front");
    assert.equal(flow.at("out").length, 2);
  });
});
