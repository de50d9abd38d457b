import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Editor } from "../helpers/editor";
import { nodeRedFor } from "../helpers/node-red";
import { until } from "../helpers/until";

describe("an example in a browser", () => {
  it("is imported from the menu, deployed, and shows under its nodes what happens", async (test) => {
    const nodeRed = await nodeRedFor(test, []);
    const editor = await Editor.open(test, nodeRed.url);
    await editor.importExample("20 photos, one table");
    await editor.deploy();
    const [meter] = await editor.ids("latency-meter");
    const [classify] = await editor.ids("tensorrt-classify");
    const latency = await until("the meter has figures", async () => {
      const text = await editor.status(meter as string);
      return /^p50 \d+\.\d ms · \d+ fps$/.test(text) ? text : "";
    });
    assert.ok(latency.length <= 20);
    await until("the classifier has answered", async () =>
      /^.+ \d+ %( · ORT)?$/.test(await editor.status(classify as string)),
    );
    await editor.picture("example");
    assert.deepEqual(editor.errors, []);
  });
});
