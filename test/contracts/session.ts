import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Session } from "../../core/inference/session";
import { VisionError } from "../../core/values/errors";
import { Frame } from "../../core/values/frame";
import { plan } from "../../core/values/plan";
import { PRESETS } from "../../core/values/presets";
import { ImageTensor, type ReadyTensor, type Realise } from "../../core/values/tensor";

/** Numbers whose mean is another one in each channel: 0.25 r, 0.5 g, 0.75 b times `factor`. */
export function meansTensor(factor: number, pictures = 1): ReadyTensor {
  const data = new Float32Array(pictures * 3 * 32 * 32);
  for (let i = 0; i < data.length; i++) data[i] = factor * 0.25 * ((Math.floor(i / 1024) % 3) + 1);
  return { data, type: "float32", dims: [pictures, 3, 32, 32] };
}

const rounded = (scores: Float32Array | undefined) =>
  [...(scores ?? [])].map((each) => Math.round(each * 1000) / 1000);

/** A fake realise: a picture of one colour, or a refusal, after some time. */
function fakeRealise(level: number, delay: number): Realise {
  return async (_frame, spec, binding) => {
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (level < 0) throw new VisionError("INPUT_CORRUPT", { format: "jpeg", detail: "fake" });
    const decided = plan(spec, { width: 32, height: 32, orientation: 1 }, binding);
    const { width, height } = decided.output;
    return {
      data: new Uint8Array(width * height * 3).fill(level),
      plan: decided,
      timings: { decode: delay },
    };
  };
}

function picture(level: number, delay = 0, size = 0): ImageTensor {
  const frame = new Frame({ data: Buffer.alloc(3), format: "rgb24", width: 1, height: 1 });
  const spec = { ...PRESETS.uint8, width: size, height: size };
  return new ImageTensor(frame, spec, fakeRealise(level, delay));
}

/**
 * What every session must do.
 *
 * @param open opens mean-colour.onnx: input [batch, 3, 32, 32], output the mean of each channel
 */
export function sessionContract(name: string, open: () => Promise<Session>): void {
  describe(`session: ${name}`, { concurrency: false }, () => {
    let session: Session;
    // A session's thread does not keep the process alive.
    const alive = setInterval(() => {}, 1000);
    before(async () => {
      session = await open();
    });
    after(async () => {
      await session.close();
      clearInterval(alive);
    });

    it("runs a ready tensor", async () => {
      const { scores, timings } = await session.infer(meansTensor(1));
      assert.deepEqual(scores.map(rounded), [[0.25, 0.5, 0.75]]);
      assert.ok((timings.infer ?? 0) > 0);
    });

    it("runs a batch tensor: one list a picture", async () => {
      const { scores } = await session.infer(meansTensor(2, 3));
      assert.deepEqual(scores.map(rounded), Array(3).fill([0.5, 1, 1.5]));
    });

    it("answers in the order of the calls, whichever picture is ready first", async () => {
      const order: number[] = [];
      const calls = [50, 0, 20].map((delay, i) =>
        session.infer(picture(i, delay)).then(({ scores }) => {
          order.push(i);
          assert.deepEqual(rounded(scores[0]), [i, i, i]);
        }),
      );
      await Promise.all(calls);
      assert.deepEqual(order, [0, 1, 2]);
    });

    it("rejects a bad picture alone", async () => {
      const [good, bad, next] = await Promise.allSettled(
        [picture(1), picture(-1), picture(3)].map((each) => session.infer(each)),
      );
      assert.equal(good?.status, "fulfilled");
      assert.equal((bad as PromiseRejectedResult).reason.code, "INPUT_CORRUPT");
      assert.equal(next?.status, "fulfilled");
    });

    it("refuses what its input can't take, with both sizes", async () => {
      const mismatch = { code: "SHAPE_MISMATCH", message: /32 × 32.*16/ };
      await assert.rejects(session.infer(picture(1, 0, 16)), mismatch);
      await assert.rejects(
        session.infer({ data: new Float32Array(12), type: "float32", dims: [1, 3, 2, 2] }),
        { code: "SHAPE_MISMATCH" },
      );
      await assert.rejects(
        session.infer({ data: new Uint8Array(3072), type: "uint8", dims: [1, 3, 32, 32] }),
        { code: "SHAPE_MISMATCH" },
      );
    });

    it("reports the time of each stage that ran", async () => {
      const { timings } = await session.infer(picture(1, 5));
      assert.equal(timings.decode, 5);
      assert.ok((timings.preprocess ?? -1) >= 0);
    });

    it("close ends calls in work with SESSION_CLOSED, may be called twice, and nothing runs afterwards", async () => {
      const other = await open();
      const pending = Array.from({ length: 4 }, () => other.infer(picture(1, 20)));
      const outcomes = Promise.allSettled(pending);
      await Promise.all([other.close(), other.close()]);
      for (const outcome of await outcomes) {
        assert.equal((outcome as PromiseRejectedResult).reason?.code, "SESSION_CLOSED");
      }
      await assert.rejects(other.infer(meansTensor(1)), { code: "SESSION_CLOSED" });
    });
  });
}
