import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { Editor } from "../helpers/editor";
import { nodeRedFor, temporaryFolder } from "../helpers/node-red";
import { ROOT } from "../helpers/root";
import { until } from "../helpers/until";

const MODEL = { id: "m1", type: "vision-model", name: "", model: "builtin:efficientnet-lite0" };
const TAB = { id: "t1", type: "tab", label: "forms" };
const PREPROCESS = { id: "p1", type: "preprocess", z: "t1", x: 300, y: 200, wires: [[]], model: "m1" };

/** What a canvas shows, as one number that differs from picture to picture; 0 for nothing. */
function look(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const image = element.getContext("2d")?.getImageData(0, 0, element.width, element.height);
    return [...(image?.data ?? [])].reduce((sum, value, at) => (sum + value * (at % 251)) % 1_000_000_007, 0);
  });
}

function texts(locator: Locator): Promise<string[]> {
  return locator.allInnerTexts();
}

/** All that the matching elements say. */
async function said(locator: Locator): Promise<string> {
  return (await texts(locator)).join("\n");
}

describe("pictures in the forms", () => {
  it("preprocess: what the model sees, judged, in three ways", async (test) => {
    const nodeRed = await nodeRedFor(test, [TAB, MODEL, PREPROCESS]);
    const editor = await Editor.open(test, nodeRed.url);
    await editor.edit("p1");
    const cards = editor.form.locator(".ev-card");
    const tops = editor.form.locator(".ev-top b");
    await until("three answers are there", async () => (await tops.count()) === 3);

    await test.test("each card shows another picture, its best label and what is lost", async () => {
      const looks = await Promise.all([0, 1, 2].map((card) => look(cards.nth(card).locator("canvas"))));
      assert.equal(new Set([...looks, 0]).size, 4);
      assert.deepEqual(await texts(tops), ["lynx", "tiger cat", "lynx"]);
      const losses = await texts(editor.form.locator(".ev-loss"));
      assert.deepEqual(
        losses.map((text) => text.replaceAll("\u00a0", " ")),
        ["whole picture, squeezed to 68 %", "keeps 52 %, shape kept", "whole picture, 32 % grey bars"],
      );
      assert.match(
        await said(editor.form.locator(".ev-note")),
        /depends on the resize.*trained on centre crop/,
      );
      await editor.picture("preprocess-judged", "form");
    });

    await test.test("arrow keys choose a card, which sets the field", async () => {
      await cards.nth(1).locator("input").focus();
      await editor.page.keyboard.press("ArrowRight");
      assert.equal(await editor.value("resizeMode"), "letterbox");
      assert.equal(await editor.form.locator(".ev-chosen input").inputValue(), "letterbox");
      assert.equal(await editor.form.locator(".ev-badge").count(), 1);
    });

    await test.test("blank fields show what the model's preset says", async () => {
      const mean = await editor.field("mean");
      assert.equal(await mean.getAttribute("placeholder"), "127");
      assert.equal(await (await editor.field("std")).getAttribute("placeholder"), "128");
      await editor.fill("preset", "torchvision");
      assert.equal(await (await editor.field("mean")).getAttribute("placeholder"), "0.485, 0.456, 0.406");
      await editor.fill("preset", "model");
    });

    await test.test("the next sample is another picture", async () => {
      await editor.openTab("geometry");
      const before = await said(editor.form.locator(".ev-about .ev-file"));
      await editor.form.getByRole("button", { name: "Next sample" }).click();
      const name = editor.form.locator(".ev-about .ev-file");
      await until("another sample is there", async () => (await said(name)) !== before);
    });

    await test.test("an own picture is judged, and one that is none is refused with its code", async () => {
      const input = editor.form.locator('input[type="file"]');
      await input.setInputFiles(path.join(ROOT, "examples/photos/espresso.jpg"));
      await until("espresso is seen", async () => (await texts(tops)).every((label) => label === "espresso"));
      const note = editor.form.locator(".ev-note");
      await until("all three agree", async () => /All three agree/.test(await said(note)));
      const file = path.join(temporaryFolder(test), "broken.jpg");
      writeFileSync(file, "this is no picture");
      await input.setInputFiles(file);
      const code = editor.form.locator(".ev-code");
      await until("the code is there", () => code.count());
      assert.equal(await said(code), "INPUT_UNSUPPORTED");
      await editor.form.getByRole("button", { name: "Next sample" }).click();
      await until("the next good picture is judged", async () => (await code.count()) === 0);
    });
  });

  it("vision-model: what was read, a try, and what is wrong", async (test) => {
    const nodeRed = await nodeRedFor(test, [TAB, MODEL]);
    const editor = await Editor.open(test, nodeRed.url);
    await editor.edit("m1");
    const rows = editor.form.locator(".ev-box .ev-facts tr");
    await until("the model was read", () => rows.count());

    await test.test("each fact has a value and says where it comes from", async () => {
      assert.ok((await rows.count()) >= 5);
      for (const row of await rows.all()) {
        const cells = await texts(row.locator("th, td"));
        assert.equal(cells.length, 3);
        for (const cell of cells) assert.match(cell.trim(), /^(?!fact\.|read\.).+/);
      }
      assert.match(await said(editor.form.locator('[data-part="model-facts"]')), /18\.\d MB .* opset 13/);
      assert.match(await said((await editor.field("output")).locator("option").first()), /1000\].*found/);
      await editor.picture("model-read", "form");
    });

    await test.test("the arrow keys open the next tab, and the model answers there", async () => {
      await editor.form.locator('[data-part="tabs"] a').first().focus();
      await editor.page.keyboard.press("ArrowRight");
      const bars = editor.form.locator("table.ev-bars tr");
      await until("five labels are there", async () => (await bars.count()) === 5);
      assert.match(await said(bars.first()), /^espresso\s+9\d\.\d %/);
      const facts = await texts(editor.form.locator('[data-tab="try"] .ev-facts td'));
      assert.match(facts[0] ?? "", /ONNX Runtime.*FP32/);
      assert.match(facts[1] ?? "", /^\d+\.\d ms: .*decode \d+\.\d.*infer \d+\.\d/);
      await editor.picture("model-try", "form");
    });

    await test.test("a file that is not there is red, says why, and can't be tried", async () => {
      await editor.openTab("model");
      await editor.form.locator('[data-part="model-kind"]').selectOption("file");
      await editor.fill("model", "nowhere/model.onnx");
      const code = editor.form.locator('[data-part="read"] .ev-code');
      await until("the reason is there", () => code.count());
      assert.equal(await said(code), "MODEL_NOT_FOUND");
      const path = await editor.field("model");
      assert.match((await path.getAttribute("class")) ?? "", /input-error/);
      await editor.openTab("try");
      assert.match(await said(editor.form.locator('[data-tab="try"] .ev-note')), /cannot be read/);
      await editor.picture("model-missing", "form");
    });
    assert.deepEqual(
      editor.errors.filter((text) => !/ 500 | 400 /.test(text)),
      [],
    );
  });

  it("says that the server is gone, and keeps what was typed", async (test) => {
    const nodeRed = await nodeRedFor(test, [TAB, MODEL, PREPROCESS]);
    const editor = await Editor.open(test, nodeRed.url);
    await editor.page.route("**/edge-vision/**", (route) => route.abort());
    await editor.edit("p1");
    await editor.fill("width", "192");
    assert.match(await said(editor.form.locator(".ev-note")), /server cannot be reached/);
    assert.ok(await editor.form.getByRole("button", { name: "Next sample" }).isDisabled());
    await editor.done();
    await editor.edit("p1");
    assert.equal(await editor.value("width"), "192");
  });
});
