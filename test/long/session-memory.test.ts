import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { openPipeline } from "../../core/pipeline";
import { DEFAULT_CLASSIFY_OPTIONS, DEFAULT_MODEL_OPTIONS } from "../../core/values/options";
import { ROOT } from "../helpers/root";

const MEGABYTE = 2 ** 20;
const photo = readFileSync(path.join(ROOT, "examples/photos/espresso.jpg"));

async function loadOnce(): Promise<void> {
  const pipeline = await openPipeline({
    ...DEFAULT_MODEL_OPTIONS,
    model: path.join(ROOT, "models/efficientnet-lite0/model.onnx"),
    warmup: 0,
    overrides: {},
    classify: DEFAULT_CLASSIFY_OPTIONS,
    maxMegapixels: 50,
    userDir: ROOT,
  });
  const { predictions } = await pipeline.classify(photo);
  assert.equal(predictions[0]?.label, "espresso");
  await pipeline.close();
}

describe("a model that is loaded again and again", () => {
  it("leaves memory flat over 50 loads", async (context) => {
    for (let i = 0; i < 15; i++) await loadOnce();
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 50; i++) await loadOnce();
    const grown = (process.memoryUsage.rss() - before) / MEGABYTE;
    context.diagnostic(`RSS grew by ${grown.toFixed(1)} MB over 50 loads`);
    // One model is 18.5 MB of weights: a leak of every load would be 900 MB.
    assert.ok(grown < 60, `${grown.toFixed(1)} MB`);
  });
});
