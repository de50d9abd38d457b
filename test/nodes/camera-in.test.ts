import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Frame } from "../../core/values/frame";
import { commandOf } from "../../nodes/camera-in/commands";
import { startFlow, stopFlow } from "../helpers/flow";
import { ROOT } from "../helpers/root";

const out = { id: "out", type: "helper" };
const camera = (properties = {}) => ({
  id: "camera",
  type: "camera-in",
  name: "cam1",
  wires: [["out"]],
  ...properties,
});
const frameOf = (msg: Record<string, unknown> | undefined) => msg?.["payload"] as Frame;
const code = (msg: Record<string, unknown>) => (msg["error"] as { code?: string }).code;

describe("camera-in", { concurrency: false }, () => {
  afterEach(stopFlow);

  it("sends the 20 sample photos once, in order, with age and the camera's name", async () => {
    const flow = await startFlow([camera(), out]);
    const sent = await flow.wait("out", 20);
    await sleep(300);
    assert.equal(flow.at("out").length, 20);
    assert.deepEqual(
      sent.map((msg) => frameOf(msg).sequence),
      Array.from({ length: 20 }, (_, i) => i),
    );
    const [first = {}] = sent;
    assert.equal(first["topic"], "cam1");
    assert.ok((first["timings"] as { age: number }).age >= 0);
    assert.equal(frameOf(first).source, "cam1");
    assert.equal(frameOf(first).format, "jpeg");
  });

  it("answers each step message with one frame in that message, and completes it once", async () => {
    const flow = await startFlow([camera({ pace: "message" }), out], ["camera"]);
    await sleep(100);
    assert.equal(flow.at("out").length, 0);
    for (let i = 0; i < 3; i++) flow.send("camera", { payload: "next", mine: i });
    await flow.wait("out", 3);
    await flow.wait("completed", 3);
    assert.deepEqual(
      flow.at("out").map((msg) => msg["mine"]),
      [0, 1, 2],
    );
    assert.deepEqual(
      flow.at("out").map((msg) => frameOf(msg).sequence),
      [0, 1, 2],
    );
    assert.equal(flow.at("caught").length, 0);
  });

  it("starts and stops by message, 30 times in a row, and leaves no second stream", async () => {
    const options = { kind: "test", width: 64, height: 48, fps: 100, start: "message" };
    const flow = await startFlow([camera(options), out], ["camera"]);
    for (let i = 0; i < 30; i++) {
      flow.send("camera", { payload: i % 2 === 0 });
      await sleep(i % 5);
    }
    flow.send("camera", { payload: "stop" });
    await flow.wait("completed", 31);
    const before = flow.at("out").length;
    await sleep(200);
    assert.ok(flow.at("out").length - before <= 1);
    flow.send("camera", { payload: { start: true } });
    await flow.wait("out", before + 5);
  });

  it("loops for ever only if told to, and stops when the flow is closed", async () => {
    const flow = await startFlow([camera({ loop: true }), out]);
    await flow.wait("out", 25);
  });

  it("keeps at most two frames out that nobody gives back", async () => {
    const flow = await startFlow([camera({ loop: true }), out]);
    const taken: (() => void)[] = [];
    flow.node("out").on("input", (msg) => {
      taken.push(frameOf(msg as never).hold());
    });
    await flow.wait("out", 2);
    await sleep(400);
    // Frames sent before the test began to hold them come back by themselves.
    const held = flow.at("out").length;
    await sleep(400);
    assert.equal(flow.at("out").length, held);
    taken.shift()?.();
    taken.at(-1)?.();
    await flow.wait("out", held + 1);
  });

  it("gives a complete JPEG Buffer where the node says so, also of raw and turned frames", async () => {
    const options = { kind: "test", width: 64, height: 48, fps: 50, output: "jpeg", rotate: "90" };
    const flow = await startFlow([camera(options), out]);
    const [msg = {}] = await flow.wait("out", 1);
    const payload = msg["payload"] as Buffer;
    assert.ok(Buffer.isBuffer(payload));
    const sharp = (await import("sharp")).default;
    const { width, height, format } = await sharp(payload).metadata();
    assert.deepEqual({ width, height, format }, { width: 48, height: 64, format: "jpeg" });
  });

  it("tells a missing folder with its path, and the flow lives on", async () => {
    const flow = await startFlow([camera({ kind: "folder", path: "no/such/folder" }), out]);
    const [caught = {}] = await flow.wait("caught", 1);
    assert.equal(code(caught), "SOURCE_NOT_FOUND");
  });

  it("tells a bad picture of a folder once and goes on with the next", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "photos-"));
    copyFileSync(path.join(ROOT, "examples/photos/espresso.jpg"), path.join(folder, "b.jpg"));
    writeFileSync(path.join(folder, "a.jpg"), "");
    const flow = await startFlow([camera({ kind: "folder", path: folder }), out]);
    await flow.wait("out", 1);
    assert.ok(flow.at("caught").length <= 1);
    rmSync(folder, { recursive: true });
  });

  it("reads a path from the message only inside the folders that settings name", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "outside-"));
    symlinkSync("/etc/hostname", path.join(folder, "link.jpg"));
    const options = { kind: "file", path: "file", pathType: "msg", start: "message" };
    const flow = await startFlow([camera(options), out], ["camera"]);
    const refused = ["/etc/hostname", "../../etc/hostname", path.join(folder, "link.jpg"), 7, undefined];
    for (const file of refused) flow.send("camera", { payload: "x", file });
    const caught = await flow.wait("caught", refused.length);
    assert.deepEqual(new Set(caught.map(code)), new Set(["PATH_OUTSIDE"]));
    flow.send("camera", { payload: "x", file: "builtin:photos/espresso.jpg" });
    flow.send("camera", { payload: "x", file: "builtin:photos" });
    await sleep(300);
    assert.equal(flow.at("completed").length + flow.at("caught").length, refused.length + 2);
    rmSync(folder, { recursive: true });
  });

  it("refuses a setting that an environment variable spoilt, and says which", async () => {
    const flow = await startFlow([camera({ interval: "soon", pace: "interval" }), out]);
    const [caught = {}] = await flow.wait("caught", 1);
    assert.equal(code(caught), "OPTION_INVALID");
  });
});

describe("commands of camera-in", () => {
  it("are start, stop and, for anything else, one step", () => {
    const cases: [unknown, string][] = [
      ["start", "start"],
      [true, "start"],
      [{ start: true }, "start"],
      ["stop", "stop"],
      [false, "stop"],
      [{ stop: true }, "stop"],
      ["step", "step"],
      [1_700_000_000_000, "step"],
      [undefined, "step"],
      [null, "step"],
      [{ start: false }, "step"],
    ];
    for (const [payload, command] of cases)
      assert.equal(commandOf(payload), command, JSON.stringify(payload));
  });
});
