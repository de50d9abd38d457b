import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Credits } from "../../../core/pacing/credit";
import { Pacer } from "../../../core/pacing/pacer";
import { MAX_STEPS } from "../../../core/values/limits";
import type { PaceKind } from "../../../core/values/options";
import { FakeTimers } from "../../helpers/fake-timers";

function setUp(kind: PaceKind, seconds = 1) {
  const timers = new FakeTimers();
  const credits = new Credits(timers);
  const pacer = new Pacer<string>(kind, seconds, credits, timers);
  const answers: (boolean | "waits")[] = [];
  /** Asks once and notes what came, or that nothing came. */
  const ask = async () => {
    let answer: boolean | "waits" = "waits";
    const asked = pacer.next().then((value) => {
      answer = value;
    });
    await turn();
    answers.push(answer);
    return { asked, answer: () => answer };
  };
  return { timers, credits, pacer, ask, answers };
}

describe("pacer", () => {
  it("fast: waits for a credit and goes on when one is back", async () => {
    const { credits, ask } = setUp("fast");
    const close = credits.issue().hold();
    credits.issue().hold();
    const { answer } = await ask();
    assert.equal(answer(), "waits");
    close();
    await turn();
    assert.equal(answer(), true);
  });

  it("interval: the first at once, then one every interval, keeping the beat", async () => {
    const { timers, ask, answers } = setUp("interval", 2);
    await ask();
    const second = await ask();
    assert.deepEqual(answers, [true, "waits"]);
    timers.pass(1999);
    await turn();
    assert.equal(second.answer(), "waits");
    timers.pass(1);
    await turn();
    assert.equal(second.answer(), true);
    timers.pass(2500);
    const late = await ask();
    assert.equal(late.answer(), true);
    const next = await ask();
    timers.pass(1500);
    await turn();
    assert.equal(next.answer(), true);
  });

  it("message: one frame a step, and the step is known to whoever sends it", async () => {
    const { pacer, ask } = setUp("message");
    const { answer } = await ask();
    assert.equal(answer(), "waits");
    pacer.step("a");
    await turn();
    assert.equal(answer(), true);
    assert.equal(pacer.takeStep(), "a");
    assert.equal(pacer.takeStep(), undefined);
  });

  it("refuses the step after MAX_STEPS with SOURCE_BUSY", () => {
    const { pacer } = setUp("message");
    for (let i = 0; i < MAX_STEPS; i++) pacer.step(String(i));
    assert.throws(() => pacer.step("late"), { code: "SOURCE_BUSY" });
  });

  it("stop: ends the wait with false and gives the steps back", async () => {
    const { pacer, ask } = setUp("message");
    const { answer } = await ask();
    assert.deepEqual(pacer.stop(), []);
    await turn();
    assert.equal(answer(), false);
    const other = setUp("fast");
    other.pacer.step("kept");
    assert.deepEqual(other.pacer.stop(), ["kept"]);
    assert.equal(await other.pacer.next(), false);
  });

  it("changes its mode while the source waits", async () => {
    const { pacer, ask } = setUp("message");
    const { answer } = await ask();
    pacer.change("fast");
    await turn();
    assert.equal(answer(), true);
  });
});
