import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Source } from "../../core/sources/source";
import { VisionError } from "../../core/values/errors";
import { isEncoded, type RawFormat, rawBytes, sniff } from "../../core/values/formats";
import type { Frame } from "../../core/values/frame";
import { isCut } from "../../core/values/image-end";
import {
  CONTEXT,
  children,
  collect,
  FakePace,
  FakeSink,
  heldResources,
  start,
} from "../core/sources/harness";

/** What a kind of source brings to the contract. */
export interface SourceCase {
  /** A source that gives at least 3 frames. */
  make(): Source;
  /** How many frames it gives before it ends; left out: it never ends. */
  readonly count?: number;
  /** A source that cannot start, and the code that says why. */
  readonly broken?: { make(): Source; readonly code: string };
}

function sum(frame: Frame): string {
  return createHash("sha1").update(frame.data).digest("hex");
}

function checkWhole(frame: Frame): void {
  if (isEncoded(frame.format)) {
    assert.equal(sniff(frame.data), frame.format);
    assert.equal(isCut(frame.format, frame.data), false);
  } else {
    const format = frame.format as RawFormat;
    assert.ok(frame.data.length >= rawBytes(format, frame.storedWidth, frame.storedHeight, frame.stride));
  }
}

/** What every source keeps, whatever its kind. */
export function sourceContract(name: string, { make, count, broken }: SourceCase): void {
  const some = Math.min(count ?? 8, 8);

  describe(`${name} keeps the contract of sources`, { timeout: 60_000 }, () => {
    it("gives whole frames in order, numbered from 0, named and timed", async () => {
      const before = CONTEXT.now();
      const { frames, errors } = await collect(make(), some);
      assert.deepEqual(errors, []);
      assert.equal(frames.length, some);
      let last = before;
      for (const [i, frame] of frames.entries()) {
        checkWhole(frame);
        assert.equal(frame.sequence, i);
        assert.equal(frame.source, CONTEXT.name);
        assert.notEqual(frame.origin, "");
        assert.ok(frame.capturedAt >= last && frame.capturedAt <= CONTEXT.now());
        last = frame.capturedAt;
      }
    });

    it("never writes to a frame again", async () => {
      const sums: string[] = [];
      const frames: Frame[] = [];
      const noting = {
        frame: (frame: Frame) => {
          sums.push(sum(frame));
          frames.push(frame);
        },
        error: () => {},
        state: () => {},
      };
      await make().run(noting, new FakePace(some, "end"), new AbortController().signal);
      assert.equal(frames.length, some);
      assert.deepEqual(frames.map(sum), sums);
    });

    it("gives one frame a permission and no more", async () => {
      const pace = new FakePace(2, "wait");
      const { sink, stop } = start(make(), pace);
      await sink.until(() => sink.frames.length === 2);
      await delay(100);
      assert.equal(sink.frames.length, 2);
      assert.equal(pace.asked, 3);
      await stop();
      assert.equal(sink.frames.length, 2);
    });

    it("ends when the pace says no, with nothing given", async () => {
      const sink = await collect(make(), 0);
      assert.deepEqual([sink.frames.length, sink.errors.length], [0, 0]);
    });

    if (count !== undefined) {
      it("gives all and says that it is done", async () => {
        const { frames, states } = await collect(make());
        assert.equal(frames.length, count);
        assert.deepEqual(states.at(-1), { kind: "idle", reason: "done" });
      });
    }

    it("runs again from the start", async () => {
      const source = make();
      const first = await collect(source, some);
      const second = await collect(source, some);
      assert.deepEqual(second.frames.map(sum), first.frames.map(sum));
      assert.deepEqual(
        second.frames.map((frame) => frame.sequence),
        first.frames.map((frame) => frame.sequence),
      );
    });

    it("frees everything and resolves when it is aborted at any time", async () => {
      await collect(make(), 1);
      const before = await heldResources();
      for (const ms of [0, 1, 5, 20, 50, 100, 200]) {
        const { stop } = start(make(), new FakePace(ms < 50 ? 3 : 1e9, "wait"));
        await delay(ms);
        await stop();
      }
      const aborted = new AbortController();
      aborted.abort();
      const sink = new FakeSink();
      await make().run(sink, new FakePace(3, "wait"), aborted.signal);
      assert.equal(sink.frames.length, 0);
      assert.deepEqual(children(), []);
      assert.deepEqual(await heldResources(), before);
    });

    if (broken) {
      it(`rejects with ${broken.code} when it cannot start, and frees everything`, async () => {
        const before = await heldResources();
        await assert.rejects(collect(broken.make()), (error: unknown) => {
          assert.ok(error instanceof VisionError);
          assert.equal(error.code, broken.code);
          assert.doesNotMatch(error.message, /\{\w+\}/);
          return true;
        });
        assert.deepEqual(children(), []);
        assert.deepEqual(await heldResources(), before);
      });
    }
  });
}
