import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ERRORS } from "../../core/values/errors";
import { STATUS_COLUMNS } from "../../core/values/limits";
import type { PropertyTable } from "../../core/values/properties";
import { built, type Catalogue, catalogue, LANGUAGES, NODES } from "../helpers/built";

const PLACEHOLDER = /__(\w+?)__/g;

function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name as string).sort();
}

/** The properties that a form has a field of its own for; a typed input's type is part of its field. */
function fields(node: string): string[] {
  const { properties } = require(`../../nodes/${node}/config`) as { properties: PropertyTable };
  const typed = Object.keys(properties).filter((name) => properties[name]?.kind === "typed");
  return Object.keys(properties).filter((name) => !typed.some((each) => name === `${each}Type`));
}

/** Columns of a text; a Japanese character takes two. */
function columns(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/** The longest value that a status shows in each placeholder. */
const LONGEST: Readonly<Record<string, string>> = {
  fps: "29.9",
  age: "12",
  done: "20",
  total: "20",
  seen: "200",
  size: "224²",
  backend: "TRT",
  median: "9.8",
  label: "espresso",
  score: "96 %",
};

describe("texts of the nodes", () => {
  it("finds five nodes", () => {
    assert.equal(NODES.length, 5);
  });

  for (const node of NODES) {
    const texts = Object.fromEntries(LANGUAGES.map((language) => [language, catalogue(node, language)]));
    const english = texts["en-US"] as Catalogue;

    it(`${node}: the same keys and placeholders in every language`, () => {
      assert.ok(english.size > 100, `${english.size} keys`);
      for (const language of LANGUAGES) {
        const other = texts[language] as Catalogue;
        assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort(), language);
        for (const [key, text] of english)
          assert.deepEqual(placeholders(other.get(key) ?? ""), placeholders(text), `${language} ${key}`);
      }
    });

    it(`${node}: every field has a label and a tip, and is named in the help`, () => {
      const names = fields(node);
      assert.ok(names.length >= 5);
      for (const language of LANGUAGES) {
        const help = built(node, "locales", language, `${node}.html`);
        for (const name of names) {
          const label = (texts[language] as Catalogue).get(`label.${name}`);
          assert.ok(label, `${language} label.${name}`);
          assert.ok((texts[language] as Catalogue).get(`tip.${name}`), `${language} tip.${name}`);
          assert.ok(help.includes(`<strong>${label}</strong>`), `${language} help names ${name} (${label})`);
        }
      }
    });

    it(`${node}: every choice of a list has a text`, () => {
      const { properties } = require(`../../nodes/${node}/config`) as { properties: PropertyTable };
      for (const name of fields(node)) {
        const property = properties[name];
        const values =
          property?.kind === "choice"
            ? property.choices.map((choice) => String(choice) || "preset")
            : property?.kind === "boolean"
              ? ["false", "true"]
              : [];
        for (const value of values)
          assert.ok(english.get(`choice.${name}.${value}`), `choice.${name}.${value}`);
      }
    });

    it(`${node}: Japanese labels are at most six characters long`, () => {
      for (const [key, text] of texts["ja"] as Catalogue)
        if (/^(label|tab)\.[^.]+$/.test(key)) assert.ok([...text].length <= 6, `${key}: ${text}`);
    });
  }

  it("has what happened and what to do for every error, English as the table has it", () => {
    for (const language of LANGUAGES) {
      const texts = catalogue("vision-model", language);
      const codes = Object.keys(ERRORS);
      const worded = [...texts.keys()].filter((key) => key.startsWith("errors."));
      assert.equal(worded.length, codes.length * 2, language);
      for (const [code, { what, remedy }] of Object.entries(ERRORS)) {
        const wanted = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
        assert.deepEqual(
          placeholders(texts.get(`errors.${code}.what`) ?? ""),
          wanted(what),
          `${language} ${code}`,
        );
        assert.deepEqual(
          placeholders(texts.get(`errors.${code}.remedy`) ?? ""),
          wanted(remedy),
          `${language} ${code}`,
        );
      }
    }
  });

  it(`keeps every status within ${STATUS_COLUMNS} columns`, () => {
    let seen = 0;
    for (const language of LANGUAGES) {
      for (const [key, text] of catalogue("camera-in", language)) {
        if (!key.startsWith("status.")) continue;
        // the name of a label is cut to what is left
        if (key === "status.answer") continue;
        // latency-meter rounds its rate
        const longest = key === "status.latency" ? { ...LONGEST, fps: "101" } : LONGEST;
        const shown = text.replace(
          PLACEHOLDER,
          (_, name: string) => longest[name] ?? assert.fail(`${key}: ${name}`),
        );
        assert.ok(columns(shown) <= STATUS_COLUMNS, `${language} ${key}: "${shown}" has ${columns(shown)}`);
        seen++;
      }
    }
    assert.ok(seen > 100, `${seen} texts`);
  });

  it("has a short status for every error", () => {
    const codes = [...catalogue("camera-in", "en-US").keys()]
      .filter((key) => key.startsWith("status.error."))
      .map((key) => key.slice("status.error.".length));
    assert.deepEqual(codes.sort(), Object.keys(ERRORS).sort());
  });
});
