import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstSynonym, parseLabels } from "../../../../core/inference/model/labels";

describe("label files", () => {
  const forms: [string, string, string[]][] = [
    ["lines with CRLF", "cat\r\ndog\r\n", ["cat", "dog"]],
    ["a BOM and trailing blanks", "\ufeffcat\ndog\n\n\n", ["cat", "dog"]],
    ["names with commas and blanks", "tabby, tabby cat\nsports car", ["tabby, tabby cat", "sports car"]],
    [
      "synset lines",
      "n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus",
      ["tench", "goldfish"],
    ],
    ["numbers in front", "0 tench\n1 gold fish", ["tench", "gold fish"]],
    ["numbers with a colon", "0: tench\n1: goldfish", ["tench", "goldfish"]],
    ["numbers with a comma, from 1", "1,tench\n2,goldfish", ["tench", "goldfish"]],
    ["names that are numbers", "10\n20\n30", ["10", "20", "30"]],
    ["a JSON list", '["cat", "dog"]', ["cat", "dog"]],
    ["a JSON index", '{"1": "dog", "0": "cat"}', ["cat", "dog"]],
    [
      "Keras' index",
      '{"0": ["n01440764", "tench"], "1": ["n01443537", "gold_fish"]}',
      ["tench", "gold fish"],
    ],
    ["an inverse index", '{"dog": 1, "cat": 0}', ["cat", "dog"]],
    ["id2label", '{"id2label": {"0": "cat", "1": "dog"}}', ["cat", "dog"]],
    ["label2id", '{"label2id": {"cat": 0, "dog": 1}}', ["cat", "dog"]],
    [
      "pbtxt",
      "item {\n id: 0\n name: 'cat'\n}\nitem { id: 1 display_name: \"a dog\" name: 'n1' }",
      ["cat", "a dog"],
    ],
    ["Python's dict", `{0: 'cat', 1: "dog's"}`, ["cat", "dog's"]],
    ["an index with a gap", '{"0": "cat", "2": "dog"}', ["cat", "1", "dog"]],
  ];
  for (const [name, text, labels] of forms) {
    it(`reads ${name}`, () => assert.deepEqual(parseLabels(text, "f"), labels));
  }

  const bad: [string, string][] = [
    ["nothing", " \n"],
    ["binary", "a\0b"],
    ["a huge index", '{"999999999999": "x"}'],
    ["an empty index", "{}"],
    ["numbers for names and keys", '{"a": "b"}'],
    ["a text", '["x"'],
    ["an item without id", "item { name: 'x' }"],
  ];
  for (const [name, text] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parseLabels(text, "f"), { code: "LABELS_INVALID" });
    });
  }

  it("takes the first synonym", () => {
    assert.equal(firstSynonym("tabby, tabby cat"), "tabby");
    assert.equal(firstSynonym("espresso"), "espresso");
  });
});
