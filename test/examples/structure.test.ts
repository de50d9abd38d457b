import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import type { PropertyTable } from "../../core/values/properties";
import { example, exampleNames, type FlowNode } from "../helpers/examples";
import { ROOT } from "../helpers/root";

const names = exampleNames();
const flows = names.map(example);
const { version, name: packageName } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const ours: string[] = readdirSync(path.join(ROOT, "nodes")).filter((name) => name !== "shared");
const table = (type: string): PropertyTable => require(`../../nodes/${type}/config`).properties;

/** What Node-RED itself adds to a node. */
const HOST = ["id", "type", "z", "g", "x", "y", "wires", "configVersion"];
const isOurs = ({ type }: FlowNode) => ours.includes(type);

describe("examples", () => {
  it("are the five that the README names", () => {
    assert.deepEqual(names, [
      "20 photos, one table",
      "Any image Buffer",
      "Compare stretch and centre crop",
      "Compare two precisions",
      "Folder to MQTT labels",
    ]);
  });

  it("share no id, so that all can be imported into one editor", () => {
    const ids = flows.flat().map(({ id }) => id);
    assert.ok(ids.length > 60);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("show every node of the package", () => {
    const shown = new Set(flows.flat().map(({ type }) => type));
    assert.deepEqual(
      ours.filter((type) => !shown.has(type)),
      [],
    );
  });

  for (const [i, name] of names.entries()) {
    const flow = flows[i] as FlowNode[];
    const placed = flow.filter(({ x, type }) => x !== undefined && type !== "group");

    it(`${name}: says what happens, catches errors and names the module it needs`, () => {
      const types = flow.map(({ type }) => type);
      for (const type of ["tab", "group", "comment", "catch", "debug"]) assert.ok(types.includes(type), type);
      const config = flow.find(({ type }) => type === "global-config");
      assert.deepEqual(config?.["modules"], { [packageName]: version });
    });

    it(`${name}: wires, scopes, groups and config nodes exist`, () => {
      const ids = new Set(flow.map(({ id }) => id));
      for (const node of flow) {
        const named = [
          ...(node.wires ?? []).flat(),
          ...(Array.isArray(node["scope"]) ? node["scope"] : []),
          ...(node.type === "group" ? (node["nodes"] as string[]) : []),
          ...[node.z, node.g, node["broker"]].filter((id) => id && !String(id).startsWith("$")),
        ];
        for (const id of named) assert.ok(ids.has(String(id)), `${node.type} ${node.name} names ${id}`);
      }
      assert.ok(placed.every(({ g }) => g !== undefined));
    });

    it(`${name}: has exactly the properties of our nodes, and only built-in names`, () => {
      const nodes = flow.filter(isOurs);
      assert.ok(nodes.length >= 2);
      for (const node of nodes) {
        const known = Object.keys(table(node.type));
        assert.deepEqual(
          Object.keys(node)
            .filter((key) => !HOST.includes(key))
            .sort(),
          known.sort(),
          node.type,
        );
        for (const key of ["path", "model", "labels"]) {
          const value = String(node[key] ?? "");
          const isId = flow.some(({ id }) => id === value);
          assert.ok(value === "" || isId || value.startsWith("builtin:"), `${node.type}.${key} is ${value}`);
        }
      }
    });

    it(`${name}: lies on the grid, inside its groups`, () => {
      for (const { x, y, type } of placed) {
        assert.equal(Number(x) % 10, 0, `${type} at x ${x}`);
        assert.equal(Number(y) % 20, 0, `${type} at y ${y}`);
      }
      for (const group of flow.filter(({ type }) => type === "group"))
        for (const node of placed.filter(({ g }) => g === group.id)) {
          const [dx, dy] = [Number(node["x"]) - Number(group["x"]), Number(node["y"]) - Number(group["y"])];
          assert.ok(dx > 0 && dx < Number(group["w"]), `${node.type} ${node.name} leaves its group`);
          assert.ok(dy > 0 && dy < Number(group["h"]), `${node.type} ${node.name} leaves its group`);
        }
    });
  }
});
