import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import vm from "node:vm";
import type { PropertyTable } from "../../core/values/properties";
import { built, catalogue, definition, NODES } from "../helpers/built";
import { ROOT } from "../helpers/root";

const packageJson = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));

function table(node: string): PropertyTable {
  return (require(`../../nodes/${node}/config`) as { properties: PropertyTable }).properties;
}

/** What Node-RED's editor keeps on a node beside its properties (red.js, 4.1 and 5.0). */
const TAKEN = [
  ...["changed", "dirty", "dirtyStatus", "resize", "selected", "highlighted", "moved", "reordered", "valid"],
  ...["validationErrors", "status", "ports", "icon", "info", "inputLabels", "outputLabels", "credentials"],
  ...[
    "id",
    "type",
    "x",
    "y",
    "z",
    "w",
    "h",
    "g",
    "d",
    "l",
    "wires",
    "users",
    "inputs",
    "outputs",
    "_",
    "_def",
  ],
];

/** Relative luminance of `#rrggbb`, darkened by a share of black (WCAG 2.1). */
function luminance(colour: string, black = 0): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = (Number.parseInt(colour.slice(at, at + 2), 16) / 255) * (1 - black);
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** A node as a validator's `this`, with the texts of its English catalogue. */
function edited(node: string, values: object = {}): object {
  const texts = catalogue(node, "en-US");
  const _ = (key: string, params: Record<string, number> = {}) =>
    (texts.get(key) ?? key).replace(/__(\w+?)__/g, (_all, name: string) => String(params[name]));
  return { _, ...values };
}

describe("definitions for the editor", () => {
  it("are the nodes of package.json", () => {
    const registered = NODES.map((node) => definition(node).type).sort();
    assert.deepEqual(registered, [...NODES].sort());
    assert.deepEqual(registered, Object.keys(packageJson["node-red"].nodes).sort());
  });

  for (const node of NODES) {
    const { definition: made } = definition(node);

    it(`${node}: is a literal that tools can read without running it`, () => {
      const html = built(node, `${node}.html`);
      const start = `RED.nodes.registerType(${JSON.stringify(node)}, `;
      const from = html.indexOf(start) + start.length;
      const source = html.slice(from, html.indexOf("\n  });", from) + 4);
      const anything: object = new Proxy(() => {}, { get: () => anything });
      const read = vm.runInNewContext(`(${source})`, { editor: anything });
      assert.equal(source[0], "{");
      assert.equal(read.category, made.category);
      assert.deepEqual(Object.keys(read.defaults), Object.keys(table(node)));
    });

    it(`${node}: defaults are the property table's`, () => {
      const properties = table(node);
      for (const [name, { value, required, type }] of Object.entries(made.defaults)) {
        assert.deepEqual(value, properties[name]?.default, name);
        assert.equal(required === true, properties[name]?.required === true, name);
        const kind = properties[name]?.kind;
        assert.equal(type, kind === "config" ? "vision-model" : undefined, name);
      }
    });

    it(`${node}: no property has a name that the editor uses on nodes itself`, () => {
      const taken = Object.keys(table(node)).filter((name) => TAKEN.includes(name));
      assert.deepEqual(taken, []);
    });

    it(`${node}: validators take defaults, blanks and environment variables`, () => {
      let seen = 0;
      for (const [name, { value, validate }] of Object.entries(made.defaults)) {
        if (!validate) continue;
        assert.equal(validate.length, 2, "Node-RED takes reasons only from validators with two arguments");
        // biome-ignore lint/suspicious/noTemplateCurlyInString: how Node-RED writes environment variables
        for (const right of [value, "", undefined, "${ANY_NAME}"])
          assert.equal(validate.call(edited(node), right, {}), true, `${name}: ${right}`);
        seen++;
      }
      assert.ok(seen >= 5);
    });

    it(`${node}: numbers outside their bounds, and what is no number, are refused with the reason`, () => {
      for (const [name, property] of Object.entries(table(node))) {
        if (property.kind !== "number" && property.kind !== "number?") continue;
        const check = (value: unknown) => made.defaults[name]?.validate?.call(edited(node), value, {});
        const { min, max, integer } = property;
        const wrong = ["text", " ", "1e999"];
        if (min !== undefined) wrong.push(String(min - 1));
        if (max !== undefined) wrong.push(String(max + 1));
        if (integer) wrong.push("1.5");
        for (const value of wrong) assert.match(String(check(value)), /: expected /, `${name} ${value}`);
        if (min !== undefined) assert.equal(check(String(min)), true, name);
        if (max !== undefined) assert.equal(check(max), true, name);
      }
    });

    it(`${node}: icon is white, 40 × 60, without thin strokes, and beside the script`, () => {
      assert.ok(existsSync(path.join(ROOT, "dist/nodes", node, "icons", made.icon)));
      const svg = built(node, "icons", made.icon);
      assert.match(svg, /<svg [^>]*width="40" height="60" viewBox="0 0 40 60"/);
      const colours = [...svg.matchAll(/(?:fill|stroke)="(#[^"]+)"/g)].map(([, colour]) => colour);
      assert.ok(colours.length > 0);
      assert.deepEqual([...new Set(colours)], ["#fff"]);
      for (const [, width] of svg.matchAll(/stroke-width="([\d.]+)"/g)) assert.ok(Number(width) >= 3);
    });

    it(`${node}: has a template and help whose first paragraph is the tooltip`, () => {
      assert.match(built(node, `${node}.html`), new RegExp(`data-template-name="${node}"`));
      for (const language of ["en-US", "ja"])
        assert.match(
          built(node, "locales", language, `${node}.html`),
          new RegExp(`data-help-name="${node}">\\s*<p>.{20,}</p>`),
        );
    });

    it(`${node}: each field of the table is in the form`, () => {
      const html = built(node, `${node}.html`);
      const prefix = made.category === "config" ? "node-config-input" : "node-input";
      for (const name of Object.keys(table(node))) assert.ok(html.includes(`id="${prefix}-${name}"`), name);
    });

    if (made.color)
      it(`${node}: name and icon can be read on its colour`, () => {
        const colour = made.color as string;
        assert.ok(contrast(luminance("#333333"), luminance(colour)) >= 4.5);
        // Node-RED lays 5 % black behind the icon
        assert.ok(contrast(1, luminance(colour, 0.05)) >= 2.95);
      });
  }

  it("judges typed numbers by the type beside them", () => {
    const { validate } = definition("tensorrt-classify").definition.defaults["topK"] ?? {};
    const check = (topK: string, topKType: string) =>
      validate?.call(edited("tensorrt-classify", { topKType }), topK, {});
    assert.equal(check("3", "num"), true);
    assert.match(String(check("0", "num")), /expected at least 1/);
    assert.match(String(check("two", "num")), /expected a number/);
    assert.equal(check("limits.topK", "msg"), true);
  });

  it("takes one or three numbers for mean and deviation, and regions inside the picture", () => {
    const { defaults } = definition("preprocess").definition;
    const check = (name: string, value: string, values = {}) =>
      defaults[name]?.validate?.call(edited("preprocess", values), value, {});
    assert.equal(check("mean", "127"), true);
    assert.equal(check("mean", "0.485, 0.456,0.406"), true);
    assert.match(String(check("mean", "1, 2")), /expected one number, or three/);
    assert.match(String(check("std", "0")), /above 0/);
    const json = { regionType: "json" };
    assert.equal(check("region", '{"x":0.5,"y":0,"width":0.5,"height":1}', json), true);
    for (const wrong of [
      "{",
      "1",
      '{"x":0.6,"y":0,"width":0.5,"height":1}',
      '{"x":0,"y":0,"width":0,"height":1}',
    ])
      assert.match(String(check("region", wrong, json)), /from 0 to 1/, wrong);
    assert.equal(check("region", "payload.region", { regionType: "msg" }), true);
  });
});
