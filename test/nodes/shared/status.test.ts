import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Node, NodeAPI } from "node-red";
import { STATUS_COLUMNS, STATUS_INTERVAL_MS } from "../../../core/values/limits";
import type { State } from "../../../core/values/state";
import { columns, cut, Status } from "../../../nodes/shared/status";
import { ROOT } from "../../helpers/root";

interface Shown {
  readonly fill: string;
  readonly shape: string;
  readonly text: string;
}

/** A fake Node-RED with the real words. */
function setUp(language: string) {
  const file = path.join(ROOT, `nodes/shared/locales/${language}.json`);
  const catalogue: unknown = JSON.parse(readFileSync(file, "utf8"));
  const _ = (key: string, params: Record<string, unknown> = {}): string => {
    const text = key
      .split(".")
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], catalogue);
    return typeof text === "string"
      ? text.replace(/__(\w+?)__/g, (_all, name: string) => String(params[name]))
      : key;
  };
  const shown: Shown[] = [];
  const node = { status: (status: Shown) => shown.push(status) } as unknown as Node;
  return { status: new Status({ _ } as unknown as NodeAPI, node), shown };
}

const one = (state: State, language = "en-US"): Shown => {
  const { status, shown } = setUp(language);
  status.show(state);
  status.close();
  return shown[0] as Shown;
};

const answer = (label: string, score: number, raw = false): State => ({
  kind: "answer",
  label,
  score,
  backend: "onnxruntime",
  raw,
});

describe("status", () => {
  it("shows label, score and backend; a long one loses the backend first, then letters, never the number", () => {
    assert.equal(one(answer("espresso", 0.9592)).text, "espresso 96 % · ORT");
    assert.equal(one(answer("Egyptian cat", 0.25)).text, "Egyptian cat 25 %");
    const long = one(answer("German short-haired pointer", 0.5)).text;
    assert.match(long, /^German.*… 50 %$/);
    assert.ok(columns(long) <= STATUS_COLUMNS);
    assert.equal(one(answer("cat", 7.25, true)).text, "cat 7.3 · ORT");
  });

  it("counts a Japanese character as two columns", () => {
    assert.equal(columns("遅延12 ms"), 9);
    assert.equal(cut("パスワードが一致しません", 10), "パスワー…");
  });

  it("puts every other state in words of both languages, at most 20 columns", () => {
    const states: [State, string][] = [
      [{ kind: "running", fps: 29.94, age: 12.4 }, "29.9 fps · 12 ms old"],
      [{ kind: "progress", done: 20, total: 20 }, "20 of 20 photos"],
      [{ kind: "geometry", width: 224, height: 224, mode: "crop" }, "224² · centre crop"],
      [{ kind: "latency", median: 9.84, fps: 30.2 }, "p50 9.8 ms · 30 fps"],
      [{ kind: "latency", median: 108.62, fps: 101.4 }, "p50 109 ms · 101 fps"],
      [{ kind: "warmup", done: 1, total: 2 }, "warm-up 1 of 2"],
      [{ kind: "waiting", what: "timings" }, "no timings yet"],
      [{ kind: "loading", what: "model" }, "loading model"],
      [{ kind: "error", code: "MODEL_NOT_FOUND" }, "model not found"],
    ];
    for (const [state, text] of states) {
      assert.equal(one(state).text, text);
      const japanese = one(state, "ja").text;
      assert.ok(columns(japanese) <= STATUS_COLUMNS && !japanese.startsWith("status."), japanese);
    }
  });

  it("marks a fault with a red ring, ONNX Runtime with a ring and TensorRT with a dot", () => {
    assert.deepEqual(
      [one({ kind: "error", code: "QUEUE_FULL" })].map(({ fill, shape }) => [fill, shape]),
      [["red", "ring"]],
    );
    assert.equal(one(answer("a", 1)).shape, "ring");
    assert.equal(one({ kind: "ready", backend: "tensorrt" }).shape, "dot");
  });

  it("changes at most twice a second, and the newest state is never lost", async () => {
    const { status, shown } = setUp("en-US");
    // The status's own timer does not keep the process alive.
    const alive = setInterval(() => {}, 1000);
    for (let done = 1; done <= 50; done++) status.show({ kind: "progress", done, total: 50 });
    assert.equal(shown.length, 1);
    await sleep(STATUS_INTERVAL_MS * 1.5);
    assert.deepEqual(
      shown.map(({ text }) => text),
      ["1 of 50 photos", "50 of 50 photos"],
    );
    status.close();
    clearInterval(alive);
  });
});
