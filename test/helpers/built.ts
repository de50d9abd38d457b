import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { ROOT } from "./root";

/** What the build made of nodes/, for tests that look at it. */

export const LANGUAGES = ["en-US", "ja"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Folders of nodes/ that are nodes. */
export const NODES: readonly string[] = readdirSync(path.join(ROOT, "nodes"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map(({ name }) => name);

/** Text of a file below dist/nodes/<node>. */
export function built(node: string, ...parts: string[]): string {
  return readFileSync(path.join(ROOT, "dist/nodes", node, ...parts), "utf8");
}

/** A catalogue as key → text, nested keys joined by dots. */
export type Catalogue = ReadonlyMap<string, string>;

function* entries(object: object, above: string): Generator<[string, string]> {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value === "string") yield [above + key, value];
    else yield* entries(value, `${above + key}.`);
  }
}

/** The texts of a node in one language. */
export function catalogue(node: string, language: Language): Catalogue {
  return new Map(entries(JSON.parse(built(node, "locales", language, `${node}.json`)), ""));
}

/** A row of a definition's `defaults`. */
export interface Default {
  readonly value: unknown;
  readonly type?: string;
  readonly required?: boolean;
  readonly validate?: (this: object, value: unknown, options: object) => boolean | string;
}

/** A definition as the editor gets it. */
export interface Definition {
  readonly category: string;
  readonly color?: string;
  readonly icon: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly defaults: Readonly<Record<string, Default>>;
  readonly label: (this: object) => string;
  readonly paletteLabel?: string;
}

/** Runs the script of a node's `.html` with an editor that only takes registrations. */
export function definition(node: string): { type: string; definition: Definition } {
  const [, script] =
    built(node, `${node}.html`).match(/<script type="text\/javascript">([\s\S]*?)<\/script>/) ?? [];
  const registered: { type: string; definition: Definition }[] = [];
  const registerType = (type: string, made: Definition) => registered.push({ type, definition: made });
  const $ = () => ({ length: 0 });
  vm.runInNewContext(script ?? "", { RED: { nodes: { registerType } }, $ });
  if (registered.length !== 1) throw new Error(`${node}.html registers ${registered.length} types`);
  return registered[0] as { type: string; definition: Definition };
}
