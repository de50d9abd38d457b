import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { Frame } from "../../../core/values/frame";
import type { Plan } from "../../../core/values/plan";
import { PRESETS } from "../../../core/values/presets";
import { ImageTensor, type Pixels } from "../../../core/values/tensor";

/** What Node-RED clones messages with. */
const requireFromNodeRed = createRequire(require.resolve("@node-red/util"));
const clonedeep = requireFromNodeRed("lodash.clonedeep") as <T>(value: T) => T;

const frame = new Frame({
  data: Buffer.alloc(5 * 3 * 3),
  format: "rgb24",
  width: 5,
  height: 3,
  source: "door",
});
const pixels: Pixels = { data: new Uint8Array(3), plan: {} as Plan, timings: {} };

describe("Frame", () => {
  it("goes through Node-RED's clone of a message by reference", () => {
    const tensor = new ImageTensor(frame, PRESETS.torchvision, async () => pixels);
    const message = clonedeep({ payload: frame, tensor, list: [frame] });
    assert.equal(message.payload, frame);
    assert.equal(message.list[0], frame);
    assert.equal(message.tensor, tensor);
    assert.deepEqual(clonedeep(frame), {}, "a bare clone is what INPUT_FRAME_LOST is for");
  });

  it("cannot be changed", () => {
    assert.throws(() => Object.assign(frame, { width: 6 }), TypeError);
  });

  it("shows everything but its pixels as JSON", () => {
    const shown = JSON.parse(JSON.stringify(frame)) as Record<string, unknown>;
    assert.deepEqual(
      { type: shown["type"], format: shown["format"], width: shown["width"], bytes: shown["bytes"] },
      { type: "Frame", format: "rgb24", width: 5, bytes: 45 },
    );
    assert.equal("data" in shown, false);
    assert.ok(JSON.stringify(frame).length < 300);
  });

  it("fills in stride, planes, matrix and stored size", () => {
    const turned = new Frame({ data: Buffer.alloc(1), format: "nv12", width: 3, height: 5, orientation: 6 });
    assert.deepEqual([turned.storedWidth, turned.storedHeight, turned.stride], [5, 3, 5]);
    assert.deepEqual(turned.planes, [
      { offset: 0, stride: 5 },
      { offset: 15, stride: 6 },
    ]);
    assert.equal(turned.matrix, "bt601");
    assert.equal(
      new Frame({ data: Buffer.alloc(1), format: "nv12", width: 1280, height: 720 }).matrix,
      "bt709",
    );
    assert.equal(new Frame({ data: Buffer.alloc(1), format: "jpeg", width: 9, height: 9 }).stride, 0);
  });

  it("changes some fields and keeps the rest, the credit too", () => {
    let held = 0;
    const credit = {
      hold: () => {
        held++;
        return () => {
          held--;
        };
      },
    };
    const given = new Frame({
      data: frame.data,
      format: "rgb24",
      width: 5,
      height: 3,
      credit,
      source: "door",
    });
    const copy = given.with({ sequence: 7 });
    assert.deepEqual([copy.sequence, copy.source, copy.data], [7, "door", frame.data]);
    const release = copy.hold();
    assert.equal(held, 1);
    release();
    assert.equal(held, 0);
    frame.hold()();
  });
});

describe("ImageTensor", () => {
  it("lays its own settings over a model's spec only where it was left to the model", () => {
    const realise = async () => pixels;
    const own = new ImageTensor(frame, PRESETS["keras-tf"], realise);
    assert.equal(own.bind(PRESETS.torchvision), own);
    const open = new ImageTensor(frame, PRESETS.torchvision, realise, {
      via: "p",
      overrides: { resize: "stretch" },
    });
    const bound = open.bind(PRESETS["efficientnet-lite"]);
    assert.deepEqual(bound.spec, { ...PRESETS["efficientnet-lite"], resize: "stretch" });
    assert.deepEqual([bound.frame, bound.via], [frame, "p"]);
    assert.equal(bound.bind(PRESETS.torchvision), bound);
  });

  it("shows spec and frame as JSON, without pixels", () => {
    const text = JSON.stringify(new ImageTensor(frame, PRESETS.torchvision, async () => pixels));
    assert.ok(text.length < 800 && text.includes('"type":"ImageTensor"') && text.includes('"source":"door"'));
  });
});
