import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { LatencyComparison } from "../../core/latency/table";
import { deployExample, nodeOf } from "../helpers/deploy";
import { ROOT } from "../helpers/root";
import { until } from "../helpers/until";

type Modes = Readonly<Record<string, readonly (readonly [number, number])[]>>;
const scores: Readonly<Record<string, { fp32: Modes; int8: Modes }>> = JSON.parse(
  readFileSync(path.join(ROOT, "test/fixtures/reference/scores.json"), "utf8"),
);

/** Photos whose first class differs between two columns of the reference. */
function differing(first: (photo: string) => unknown, second: (photo: string) => unknown): string[] {
  return Object.keys(scores).filter((photo) => first(photo) !== second(photo));
}

async function tableOf(test: TestContext, name: string) {
  const { comms, nodeRed, flow } = await deployExample(test, name);
  const [table] = await until("the table was shown", () => {
    const values = comms.values("comparison as table");
    return values.length > 0 ? values : undefined;
  });
  assert.deepEqual(comms.values("what to do"), []);
  return { table: table as LatencyComparison, comms, nodeRed, flow };
}

describe("examples with a table, in real Node-RED", () => {
  it("20 photos, one table: one row of 20 frames, again at a press of the button", async (test) => {
    const { table, comms, nodeRed, flow } = await tableOf(test, "20 photos, one table");
    const [row, ...others] = table.cases;
    assert.equal(others.length, 0);
    assert.equal(row?.count, 20);
    assert.equal(row?.warmup.count, 0);
    assert.equal(row?.drops, 0);
    assert.equal(row?.p90, null, "20 frames carry no p90");
    assert.ok(row?.median && row.median > 0);
    const labels = () => comms.statuses.filter(({ id }) => id === nodeOf(flow, "camera-in").id).length;
    const before = labels();
    await nodeRed.admin("POST", `/inject/${nodeOf(flow, "inject").id}`);
    await until("the camera ran again", () => labels() > before);
  });

  it("Compare two precisions: a row for each, and the photos they differ on", async (test) => {
    const { table, comms } = await tableOf(test, "Compare two precisions");
    assert.deepEqual(table.cases.map((row) => row.case).sort(), ["FP32", "INT8"]);
    assert.deepEqual(
      table.cases.map(({ count }) => count),
      [20, 20],
    );
    const expected = differing(
      (photo) => scores[photo]?.fp32["centre_crop"]?.[0]?.[0],
      (photo) => scores[photo]?.int8["centre_crop"]?.[0]?.[0],
    );
    const shown = comms.shown.filter(({ name }) => name === "photos they differ on");
    assert.deepEqual(shown.map(({ topic }) => topic).sort(), expected.sort());
  });

  it("Compare stretch and centre crop: a row for each, and the photos they differ on", async (test) => {
    const { table, comms } = await tableOf(test, "Compare stretch and centre crop");
    assert.deepEqual(table.cases.map((row) => row.case).sort(), ["crop", "stretch"]);
    const expected = differing(
      (photo) => scores[photo]?.fp32["centre_crop"]?.[0]?.[0],
      (photo) => scores[photo]?.fp32["stretch"]?.[0]?.[0],
    );
    assert.ok(expected.length > 3);
    const shown = comms.shown.filter(({ name }) => name === "photos they differ on");
    assert.deepEqual(shown.map(({ topic }) => topic).sort(), expected.sort());
  });
});
