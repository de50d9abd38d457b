import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PropertyTable } from "../../core/values/properties";
import { NODES } from "../helpers/built";
import { Editor } from "../helpers/editor";
import { nodeRedFor } from "../helpers/node-red";

/** What is typed into a field: a value, or value and type of a typed input. */
type Edit = readonly [name: string, value: string, type?: string];

/** Every property of every node, edited to something that is not its default, in an order in which each is shown. */
const EDITS: Readonly<Record<string, readonly Edit[]>> = {
  "vision-model": [
    ["name", "lite"],
    ["backend", "onnxruntime"],
    ["labelSource", "list"],
    ["labels", "cat\ndog"],
    ["preset", "torchvision"],
    ["threads", "2"],
    ["spin", "true"],
    ["inFlight", "1"],
    ["warmup", "1"],
    ["labelShift", "1"],
  ],
  "camera-in": [
    ["name", "cam1"],
    ["kind", "folder"],
    ["path", "CAMERA_FOLDER", "env"],
    ["start", "message"],
    ["pace", "interval"],
    ["interval", "2.5"],
    ["loop", "true"],
    ["watch", "true"],
    ["rotate", "90"],
    ["mirror", "horizontal"],
    ["output", "jpeg"],
    ["kind", "test"],
    ["width", "320"],
    ["height", "240"],
    ["fps", "12.5"],
  ],
  preprocess: [
    ["name", "to 192"],
    ["preset", "custom"],
    ["width", "192"],
    ["height", "160"],
    ["region", '{"x":0.1,"y":0,"width":0.5,"height":1}', "json"],
    ["property", "image"],
    ["resizeMode", "crop"],
    ["shortSide", "200"],
    ["resizeMode", "letterbox"],
    ["pad", "0"],
    ["interpolation", "bicubic"],
    ["scale", "0.5"],
    ["mean", "1, 2, 3"],
    ["std", "4"],
    ["color", "bgr"],
    ["layout", "nhwc"],
    ["dtype", "uint8"],
  ],
  "tensorrt-classify": [
    ["name", "what is it"],
    ["property", "image"],
    ["activation", "sigmoid"],
    ["topK", "limits.topK", "msg"],
    ["threshold", "0.25"],
    ["margin", "0.1"],
    ["other", "other"],
    ["keepFrame", "false"],
    ["allow", "cat\ndog"],
    ["deny", "lynx"],
  ],
  "latency-meter": [
    ["name", "meter"],
    ["case", "precision", "msg"],
    ["window", "500"],
    ["warmup", "3"],
    ["after", "40"],
  ],
};

function table(node: string): PropertyTable {
  return (require(`../../nodes/${node}/config`) as { properties: PropertyTable }).properties;
}

describe("forms in a browser", () => {
  it("edit, save, deploy and show again every property of every node", async (test) => {
    const nodeRed = await nodeRedFor(test, []);
    const editor = await Editor.open(test, nodeRed.url);
    const ids = new Map<string, string>();

    await test.test("the palette has our nodes", async () => {
      for (const node of NODES)
        assert.equal(await editor.palette(node).count(), node === "vision-model" ? 0 : 1, node);
    });

    await test.test("dragging adds them", async () => {
      let x = 150;
      for (const node of NODES.filter((name) => name !== "vision-model")) {
        ids.set(node, await editor.drag(node, x, 200));
        x += 180;
      }
      await editor.picture("dragged");
    });

    await test.test("a model is made from the classifier's form", async () => {
      await editor.edit(ids.get("tensorrt-classify") as string);
      await editor.form.locator("#node-input-btn-model-add").click();
      await editor.page.locator("#node-config-input-name").waitFor();
      await editor.settled();
      for (const [name, value] of EDITS["vision-model"] as readonly Edit[]) await editor.fill(name, value);
      await editor.picture("vision-model", "form");
      await editor.done();
      const [model] = await editor.ids("vision-model");
      ids.set("vision-model", model as string);
      assert.equal(await editor.value("model"), model);
      await addPairs(editor);
      await editor.done();
    });

    await test.test("every field takes a value", async () => {
      for (const [node, edits] of Object.entries(EDITS)) {
        if (node === "vision-model") continue;
        await editor.edit(ids.get(node) as string);
        if (node === "preprocess") await editor.fill("model", ids.get("vision-model") as string);
        for (const [name, value, type] of edits) await editor.fill(name, value, type);
        assert.equal(await editor.form.locator(".input-error").count(), 0, node);
        await editor.picture(node, "form");
        await editor.done();
      }
    });

    await editor.deploy();
    const flows = (await nodeRed.admin("GET", "/flows")) as Record<string, unknown>[];

    for (const [node, edits] of Object.entries(EDITS)) {
      await test.test(`${node} is deployed as typed`, () => {
        const saved = flows.find(({ type }) => type === node) ?? assert.fail(`no ${node} in the flow`);
        for (const [name, value, type] of new Map(edits.map((edit) => [edit[0], edit])).values()) {
          assert.equal(String(saved[name]), value, name);
          if (type) assert.equal(saved[`${name}Type`], type);
        }
        for (const [name, property] of Object.entries(table(node)))
          if (property.kind === "boolean") assert.equal(typeof saved[name], "boolean", name);
      });
    }

    await test.test("no property was left out", () => {
      const elsewhere = ["rename", "thresholds", "model", "input", "output"];
      for (const node of NODES) {
        const edited = (EDITS[node] ?? []).map(([name]) => name);
        const fields = Object.keys(table(node)).filter((name) => !name.endsWith("Type"));
        const left = fields.filter((name) => !edited.includes(name) && !elsewhere.includes(name));
        assert.deepEqual(left, [], node);
      }
      const classify = flows.find(({ type }) => type === "tensorrt-classify");
      assert.equal(classify?.["rename"], '[{"from":"tabby","to":"cat"},{"from":"Egyptian cat","to":"cat"}]');
      assert.equal(classify?.["thresholds"], '[{"label":"lynx","threshold":0.8}]');
      assert.equal(classify?.["model"], ids.get("vision-model"));
    });

    await test.test("the page shows it again, and Done without a change changes nothing", async () => {
      await editor.load();
      for (const [node, edits] of Object.entries(EDITS)) {
        await editor.edit(ids.get(node) as string);
        for (const [name, value] of new Map(edits.map((edit) => [edit[0], edit])).values())
          assert.equal(await editor.value(name), value, `${node} ${name}`);
        await editor.done();
        assert.equal(await editor.changed(), false, node);
      }
    });

    assert.deepEqual(editor.errors, []);
  });
});

/** Adds rows to the two lists of the classifier's open form. */
async function addPairs(editor: Editor): Promise<void> {
  await editor.openTab("labels");
  const lists = editor.form.locator(".red-ui-editableList");
  for (const [row, from] of ["tabby", "Egyptian cat"].entries()) {
    await lists.nth(0).locator(".red-ui-editableList-addButton").click();
    await editor.form.locator('[data-key="from"]').nth(row).fill(from);
    await editor.form.locator('[data-key="to"]').nth(row).fill("cat");
  }
  await lists.nth(1).locator(".red-ui-editableList-addButton").click();
  await editor.form.locator('[data-key="label"]').fill("lynx");
  await editor.form.locator('[data-key="threshold"]').fill("0.8");
}
