import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Credits } from "../../../core/pacing/credit";
import { CREDIT_RETURN_MS, CREDIT_TAKE_MS, CREDITS } from "../../../core/values/limits";
import { FakeTimers } from "../../helpers/fake-timers";

describe("credits", () => {
  it("is out until the last hold is closed, and closing twice counts once", () => {
    const timers = new FakeTimers();
    const credits = new Credits(timers, 1);
    const credit = credits.issue();
    const [first, second] = [credit.hold(), credit.hold()];
    first();
    first();
    assert.equal(credits.free, false);
    second();
    assert.equal(credits.free, true);
    assert.equal(timers.pending, 0);
  });

  it("allows two frames out", () => {
    const credits = new Credits(new FakeTimers());
    for (let i = 0; i < CREDITS; i++) {
      assert.equal(credits.free, true);
      credits.issue();
    }
    assert.equal(credits.free, false);
  });

  it("comes back by itself and is counted when nobody takes the frame", () => {
    const timers = new FakeTimers();
    const credits = new Credits(timers, 1);
    let woken = 0;
    credits.onFree = () => woken++;
    credits.issue();
    timers.pass(CREDIT_TAKE_MS - 1);
    assert.equal(credits.free, false);
    timers.pass(1);
    assert.deepEqual([credits.free, credits.untaken, credits.overdue, woken], [true, 1, 0, 1]);
  });

  it("comes back by itself and is counted when the frame is held too long; closing it later is harmless", () => {
    const timers = new FakeTimers();
    const credits = new Credits(timers, 1);
    const close = credits.issue().hold();
    timers.pass(CREDIT_RETURN_MS);
    assert.deepEqual([credits.free, credits.untaken, credits.overdue], [true, 0, 1]);
    credits.issue();
    close();
    assert.equal(credits.free, false);
  });

  it("gives all back at reset, without counting them as lost", () => {
    const timers = new FakeTimers();
    const credits = new Credits(timers);
    credits.issue();
    credits.issue().hold();
    credits.reset();
    assert.deepEqual([credits.free, credits.untaken, credits.overdue, timers.pending], [true, 0, 0, 0]);
  });
});
