import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Session } from "../../core/inference/session";
import { lazily, SharedModel } from "../../core/shared-model";

/** A fake session that only knows whether it was closed. */
function fakeSession() {
  const session = { closed: 0, close: async () => void session.closed++ };
  return session as typeof session & Session;
}

describe("a shared model", () => {
  it("loads once for all, and again only some time after a failure", async () => {
    let [clock, loads] = [0, 0];
    const load = lazily(
      async () => {
        if (++loads === 1) throw new Error("not there");
        return loads;
      },
      () => clock,
      1000,
    );
    await assert.rejects(load());
    await assert.rejects(load());
    clock = 999;
    await assert.rejects(load());
    assert.equal(loads, 1);
    clock = 1000;
    assert.deepEqual(await Promise.all([load(), load()]), [2, 2]);
    clock = 1e6;
    assert.equal(await load(), 2);
  });

  it("closes its session, also one that comes up after the close", async () => {
    const loaded = fakeSession();
    const one = new SharedModel(
      1,
      async () => loaded,
      () => 0,
    );
    await one.session();
    await one.close();
    assert.equal(loaded.closed, 1);

    const late = fakeSession();
    let up: (session: Session) => void = () => {};
    const other = new SharedModel(
      1,
      () => new Promise((resolve) => (up = resolve)),
      () => 0,
    );
    const loading = other.session();
    await other.close();
    up(late);
    await loading;
    assert.equal(late.closed, 1);
  });
});
