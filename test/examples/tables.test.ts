import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { LatencyComparison } from "../../core/latency/table";
import type { Comms } from "../helpers/comms";
import { deployExample, nodeOf } from "../helpers/deploy";
import { ROOT } from "../helpers/root";
import { until } from "../helpers/until";

type Answers = readonly (readonly [index: number, score: number])[];
type Modes = Readonly<Record<string, Answers>>;
const scores: Readonly<Record<string, { fp32: Modes; int8: Modes }>> = JSON.parse(
  readFileSync(path.join(ROOT, "test/fixtures/reference/scores.json"), "utf8"),
);

/** Lead that a class needs to be certain: decoders and resizers differ by a few grey levels. */
const LEAD = 0.05;

/** Photos whose first class differs between two columns of an independent reference, and the undecided. */
function differing(columns: (photo: string) => (Answers | undefined)[]) {
  const lead = ([best, second]: Answers) => (best?.[1] ?? 0) - (second?.[1] ?? 0);
  const undecided = Object.keys(scores).filter((photo) =>
    columns(photo).some((one = []) => lead(one) < LEAD),
  );
  const certain = Object.keys(scores).filter((photo) => !undecided.includes(photo));
  assert.ok(certain.length >= 12, `${certain.length} photos`);
  return {
    undecided,
    differ: certain.filter((photo) => new Set(columns(photo).map((one) => one?.[0]?.[0])).size > 1).sort(),
  };
}

function shownPhotos(comms: Comms, but: readonly string[]): string[] {
  const shown = comms.shown.filter(({ name }) => name === "photos they differ on");
  return shown
    .map(({ topic }) => String(topic))
    .filter((photo) => !but.includes(photo))
    .sort();
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
    const { differ, undecided } = differing((photo) => [
      scores[photo]?.fp32["centre_crop"],
      scores[photo]?.int8["centre_crop"],
    ]);
    assert.deepEqual(shownPhotos(comms, undecided), differ);
  });

  it("Compare stretch and centre crop: a row for each, and the photos they differ on", async (test) => {
    const { table, comms } = await tableOf(test, "Compare stretch and centre crop");
    assert.deepEqual(table.cases.map((row) => row.case).sort(), ["crop", "stretch"]);
    const { differ, undecided } = differing((photo) => [
      scores[photo]?.fp32["centre_crop"],
      scores[photo]?.fp32["stretch"],
    ]);
    assert.ok(differ.length > 2, differ.join());
    assert.deepEqual(shownPhotos(comms, undecided), differ);
  });
});
