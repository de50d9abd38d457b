import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Lanes } from "../../../core/pacing/lanes";
import { MAX_WAITING } from "../../../core/values/limits";

/** Lanes whose work ends when the test says so. */
function held(inFlight: number) {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const lanes = new Lanes<string>(inFlight, (item) => {
    started.push(item);
    return new Promise((resolve) => ends.push(resolve));
  });
  const endOne = async () => {
    ends.shift()?.();
    await turn();
  };
  return { lanes, started, endOne };
}

describe("lanes", () => {
  it("keeps at most inFlight in work and one waiting frame a lane: the newest", () => {
    const { lanes, started } = held(2);
    const replaced = ["1", "2", "3", "4", "5"].map((frame) => lanes.submit(frame, "cam", true));
    assert.deepEqual(started, ["1", "2"]);
    assert.deepEqual(replaced, [undefined, undefined, undefined, "3", "4"]);
    assert.equal(lanes.waiting, 1);
  });

  it("serves lanes in turn, so that a fast camera does not starve a slow one", async () => {
    const { lanes, started, endOne } = held(1);
    for (const item of ["a1", "a2", "a3"]) lanes.submit(item, "a", false);
    for (const item of ["b1", "b2"]) lanes.submit(item, "b", false);
    for (let i = 0; i < 5; i++) await endOne();
    assert.deepEqual(started, ["a1", "a2", "b1", "a3", "b2"]);
  });

  it("refuses the message after MAX_WAITING with QUEUE_FULL, and takes one again when a place is free", async () => {
    const { lanes, endOne } = held(1);
    for (let i = 0; i <= MAX_WAITING; i++) lanes.submit(String(i), "node", false);
    assert.throws(() => lanes.submit("late", "node", false), { code: "QUEUE_FULL" });
    await endOne();
    lanes.submit("again", "node", false);
    assert.equal(lanes.waiting, MAX_WAITING);
  });

  it("never replaces what is not replaceable", () => {
    const { lanes } = held(1);
    lanes.submit("work", "x", false);
    assert.equal(lanes.submit("upload", "x", false), undefined);
    assert.equal(lanes.submit("frame 1", "x", true), undefined);
    assert.equal(lanes.submit("frame 2", "x", true), "frame 1");
    assert.equal(lanes.waiting, 2);
  });

  it("gives waiting items back to their owner and leaves the others", () => {
    const { lanes } = held(1);
    for (const item of ["mine 0", "mine 1", "other 1"]) lanes.submit(item, item, false);
    assert.deepEqual(
      lanes.withdraw((item) => item.startsWith("mine")),
      ["mine 1"],
    );
    assert.equal(lanes.waiting, 1);
  });
});
