import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isGlob, parseGlob, wholeFolder } from "../../../core/sources/glob";

/** Pattern below /r, paths that belong to it, paths that do not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["*.jpg", ["a.jpg", "a.b.jpg", "[x].jpg"], ["a.jpgx", "a.JPG", "b/a.jpg", ".a.jpg", "ajpg", ".jpg"]],
  ["img?.jpg", ["img1.jpg", "imgx.jpg"], ["img.jpg", "img10.jpg", "img/.jpg"]],
  ["img[0-9].jpg", ["img7.jpg"], ["imga.jpg", "img10.jpg"]],
  ["img[!0-9].jpg", ["imga.jpg"], ["img7.jpg", "img/.jpg"]],
  ["img[^0-9].jpg", ["imga.jpg"], ["img7.jpg"]],
  ["[]a].jpg", ["].jpg", "a.jpg"], ["b.jpg"]],
  ["[a^\\b].jpg", ["^.jpg", "a.jpg"], ["c.jpg"]],
  ["a[.jpg", ["a[.jpg"], ["a.jpg"]],
  ["*.{jpg,png}", ["a.jpg", "a.png"], ["a.gif", "a.{jpg,png}", "a."]],
  ["{a,b{1,2}}/*.jpg", ["a/x.jpg", "b1/x.jpg", "b2/x.jpg"], ["b/x.jpg", "a1/x.jpg"]],
  ["{a/b,c}/x.jpg", ["a/b/x.jpg", "c/x.jpg"], ["a/x.jpg", "a/c/x.jpg"]],
  ["{a}.jpg", ["{a}.jpg"], ["a.jpg"]],
  ["{a,b.jpg", ["{a,b.jpg"], ["a", "b.jpg"]],
  ["**/*.jpg", ["a.jpg", "a/b.jpg", "a/b/c.jpg"], ["a/.b.jpg", ".h/b.jpg", "a/.h/b.jpg", "a/b.png"]],
  ["a/**/b/*.jpg", ["a/b/x.jpg", "a/c/b/x.jpg", "a/c/d/b/x.jpg"], ["b/x.jpg", "a/x.jpg", "ab/x.jpg"]],
  ["*/**", ["a/b", "a/b/c"], ["a", ".a/b"]],
  ["**", ["a", "a/b.jpg"], [".a", "a/.b"]],
  [".h/*.jpg", [".h/a.jpg"], ["h/a.jpg"]],
  ["\\*.{jpg,png}", ["*.jpg", "*.png"], ["a.jpg"]],
  ["(a|b)+$*.jpg", ["(a|b)+$1.jpg"], ["a.jpg", "aa$.jpg"]],
  ["naïve-*.jpg", ["naïve-é.jpg"], ["naive-e.jpg"]],
];

describe("parseGlob", () => {
  for (const [pattern, inside, outside] of CASES) {
    it(`knows what ${pattern} means`, () => {
      const selection = parseGlob(`/r/${pattern}`);
      const base = selection.root === "/r" ? "" : `${selection.root.slice("/r/".length)}/`;
      const files = (name: string): boolean =>
        name.startsWith(base) && selection.files(name.slice(base.length));
      for (const name of inside) assert.equal(files(name), true, name);
      for (const name of outside) assert.equal(files(name), false, name);
    });

    it(`enters every folder on the way of ${pattern}`, () => {
      const selection = parseGlob(`/r/${pattern}`);
      const skip = selection.root.split("/").length - 2;
      let entered = 0;
      for (const name of inside) {
        const names = name.split("/").slice(skip);
        for (let depth = 0; depth < names.length; depth++, entered++) {
          assert.equal(selection.folders(names.slice(0, depth).join("/")), true, `${name} at ${depth}`);
        }
      }
      assert.ok(entered > 0);
    });
  }

  it("enters no folder that cannot lead to a file", () => {
    assert.equal(parseGlob("/r/*.jpg").folders("a"), false);
    assert.equal(parseGlob("/r/*/x.jpg").folders("a/b"), false);
    assert.equal(parseGlob("/r/[ab]/**/x.jpg").folders("c"), false);
    assert.equal(parseGlob("/r/[ab]/**/x.jpg").folders("a/z/y"), true);
    assert.equal(parseGlob("/r/**/x.jpg").folders("a/.git"), false);
  });

  it("starts at the longest plain part", () => {
    assert.equal(parseGlob("/data/in/*/x.jpg").root, "/data/in");
    assert.equal(parseGlob("/data/{a,b}/x.jpg").root, "/data");
    assert.equal(parseGlob("/*.jpg").root, "/");
    assert.equal(parseGlob("/data\\ x/\\[1]/*.jpg").root, "/data x");
  });

  it("answers quickly whatever the pattern", () => {
    const name = `${"a".repeat(200)}.jpg`;
    assert.equal(parseGlob(`/r/${"*a".repeat(8)}b`).files(name), false);
    assert.equal(parseGlob(`/r/${"**/".repeat(30)}x`).files("a/".repeat(60)), false);
    assert.equal(parseGlob(`/r/${"{a,b}".repeat(30)}`).files(name), false);
    assert.equal(parseGlob(`/r/${"*".repeat(5000)}.jpg`).files(name), true);
  });
});

describe("isGlob and wholeFolder", () => {
  it("tells patterns from paths", () => {
    assert.equal(isGlob("/a/*.jpg"), true);
    assert.equal(isGlob("/a/(b)/c d.jpg"), false);
  });

  it("takes a folder's own visible files", () => {
    const folder = wholeFolder("/r");
    assert.equal(folder.files("a.jpg"), true);
    assert.equal(folder.files("b/a.jpg"), false);
    assert.equal(folder.files("._a.jpg"), false);
    assert.equal(folder.folders("b"), false);
  });
});
