import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { BUILTIN_NAMES } from "../../core/files/builtin";
import { ERRORS } from "../../core/values/errors";
import { PRESETS } from "../../core/values/presets";
import { exampleNames } from "../helpers/examples";
import { ROOT } from "../helpers/root";

const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const readme = read("README.md");
const manifest = JSON.parse(read("package.json"));

/** First cells of the table below a heading, without backticks. */
function column(heading: string): string[] {
  const [, section = ""] = readme.split(`## ${heading}\n`);
  const rows = section.split("\n## ")[0]?.match(/^\| .*$/gm) ?? [];
  return rows.slice(2).map((row) => (row.split("|")[1] ?? "").replaceAll("`", "").trim());
}

describe("README", () => {
  it("names every node, example, preset and built-in, and no others", () => {
    const nodes = Object.keys(manifest["node-red"].nodes).sort();
    const named = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(named.slice(0, nodes.length).sort(), nodes);
    assert.deepEqual(column("Examples").sort(), exampleNames());
    assert.deepEqual(column("Your own model"), Object.keys(PRESETS));
    assert.deepEqual([...new Set(readme.match(/builtin:[a-z0-9-]+/g))].sort(), [...BUILTIN_NAMES].sort());
  });

  it("explains only error codes that exist", () => {
    const codes = column("Troubleshooting").flatMap((cell) => cell.split(", "));
    assert.ok(codes.length > 15);
    assert.deepEqual(
      codes.filter((code) => !Object.hasOwn(ERRORS, code)),
      [],
    );
  });

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => String(link));
    assert.ok(links.length >= 3);
    assert.deepEqual(
      links.filter((link) => !existsSync(path.join(ROOT, link))),
      [],
    );
  });

  it("and NOTICE credit every photo that asks for it", () => {
    const { photos } = JSON.parse(read("examples/photos/photos.json")) as {
      photos: { file: string; licence: { name: string } }[];
    };
    const credited = photos.filter(({ licence }) => licence.name.startsWith("CC-BY"));
    assert.equal(credited.length, 5);
    for (const { file } of credited) assert.match(read("NOTICE"), new RegExp(`${file} .*CC BY`));
  });
});
