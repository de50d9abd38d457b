import path from "node:path";
import { bundle, evaluate } from "./bundle.mjs";
import { ROOT, read } from "./files.mjs";

/** The first is the one that Node-RED falls back to. */
export const LANGUAGES = ["en-US", "ja"];

const SHARED = path.join(ROOT, "nodes/shared/locales");

/** English error texts, from the table that the errors themselves use; `{x}` as Node-RED's `__x__`. */
async function englishErrors() {
  const { ERRORS } = evaluate(await bundle(path.join(ROOT, "core/values/errors.ts")));
  const i18n = (text) => text.replace(/\{(\w+)\}/g, "__$1__");
  return Object.fromEntries(
    Object.entries(ERRORS).map(([code, { what, remedy }]) => [
      code,
      { what: i18n(what), remedy: i18n(remedy) },
    ]),
  );
}

/** Texts that every node has: shared ones and the errors'. */
export async function sharedTexts(language) {
  const texts = JSON.parse(await read(path.join(SHARED, `${language}.json`)));
  return language === LANGUAGES[0] ? { ...texts, errors: await englishErrors() } : texts;
}

function merge(below, above) {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (typeof value === "object" && typeof (result[key] ?? {}) === "object")
      result[key] = merge(result[key] ?? {}, value);
    else result[key] = value;
  }
  return result;
}

/** A node's catalogue in one language: shared texts under its own. */
export async function localeJson(folder, language) {
  const own = JSON.parse(await read(path.join(folder, "locales", `${language}.json`)));
  return `${JSON.stringify(merge(await sharedTexts(language), own), null, 2)}\n`;
}
