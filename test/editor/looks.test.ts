import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NODES } from "../helpers/built";
import { Editor } from "../helpers/editor";
import { nodeRedFor } from "../helpers/node-red";

const TAB = { id: "t1", type: "tab", label: "forms" };
const HEIGHT = 860;
const FLOW = [
  TAB,
  ...NODES.map((type) => ({
    id: type,
    type,
    ...(type !== "vision-model" && { z: "t1", x: 300, y: 200, wires: [[], []] }),
    ...(["preprocess", "tensorrt-classify"].includes(type) && { model: "vision-model" }),
    ...(type === "vision-model" && { model: "builtin:efficientnet-lite0" }),
    ...(type === "camera-in" && { start: "message", kind: "folder", pace: "interval" }),
  })),
];

/** Opens each form and each of its tabs. */
async function everyTab(editor: Editor, look: (node: string, tab: string) => Promise<void>): Promise<number> {
  let seen = 0;
  for (const node of NODES) {
    await editor.edit(node);
    const links = editor.form.locator('[data-part="tabs"] a');
    const tabs = await links.evaluateAll((all) =>
      all.map((link) => link.getAttribute("href")?.slice(4) ?? ""),
    );
    for (const tab of tabs.length ? tabs : [""]) {
      if (tab) await editor.openTab(tab);
      await look(node, tab);
      seen++;
    }
    await editor.done();
  }
  return seen;
}

for (const locale of ["en-US", "ja"]) {
  describe(`forms in ${locale}`, () => {
    it("fit their tray, need no scrolling, and have a text for every key", async (test) => {
      const nodeRed = await nodeRedFor(test, FLOW);
      const editor = await Editor.open(test, nodeRed.url, locale);
      const seen = await everyTab(editor, async (node, tab) => {
        const size = await editor.form.evaluate((form) => ({
          wide: form.scrollWidth - form.clientWidth,
          height: form.clientHeight,
          tray: form.closest(".red-ui-tray")?.clientWidth ?? 0,
        }));
        assert.ok(size.wide <= 0, `${node} ${tab} is ${size.wide} px too wide`);
        assert.ok(size.height <= HEIGHT, `${node} ${tab} is ${size.height} px high`);
        assert.ok(size.tray <= 520, `${node}'s tray is ${size.tray} px wide`);
        const text = (await editor.form.allInnerTexts()).join("\n");
        assert.doesNotMatch(
          text,
          /\b(label|tip|choice|hint|unit|heading|form|read|fact)\.[a-z]/i,
          `${node} ${tab}`,
        );
        await editor.picture(`${node}${tab ? `-${tab}` : ""}-${locale}`, "form");
      });
      assert.equal(seen, 9);
    });
  });
}
