import path from "node:path";

/** What of a folder tree is meant: `root` (absolute) and questions about paths below it. */
export interface Selection {
  readonly root: string;
  /** Whether the file at this path (relative to `root`, `/` between names) belongs to it. */
  files(relative: string): boolean;
  /** Whether files below this folder can belong to it. */
  folders(relative: string): boolean;
}

/** Alternatives that one pattern may stand for; more are left as they are. */
const MAX_ALTERNATIVES = 256;

const MAGIC = /[*?[\]{}]/;

/** Whether a path holds any of the characters that make it a pattern. */
export function isGlob(text: string): boolean {
  return MAGIC.test(text);
}

/** Position of the `}` that closes the `{` at `open`, and of the commas between; `undefined` if none. */
function brace(text: string, open: number): { commas: number[]; close: number } | undefined {
  const commas: number[] = [];
  for (let at = open + 1, depth = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "," && depth === 0) commas.push(at);
    else if (text[at] === "}" && depth-- === 0) return { commas, close: at };
  }
  return undefined;
}

/** `a{b,c}` → `ab`, `ac`; nested ones too. Braces without a comma stand for themselves. */
function expand(pattern: string): string[] {
  let done: string[] = [""];
  for (let at = 0; at < pattern.length; at++) {
    const found = pattern[at] === "{" ? brace(pattern, at) : undefined;
    let choices = [pattern[at] as string];
    if (pattern[at] === "\\") choices = [pattern.slice(at, ++at + 1)];
    if (found?.commas.length) {
      const edges = [at, ...found.commas, found.close];
      choices = edges.slice(1).flatMap((end, i) => expand(pattern.slice((edges[i] as number) + 1, end)));
      at = found.close;
    }
    if (done.length * choices.length > MAX_ALTERNATIVES) return [pattern];
    done = done.flatMap((start) => choices.map((choice) => start + choice));
  }
  return done;
}

/** Any number of items that `mayTake` admits. */
const STAR = Symbol("star");
type Token<T> = typeof STAR | ((item: T) => boolean);

/**
 * Whether `tokens` describe all of `items`. Only the last star is ever tried again (an earlier one
 * could not do better), so the work is at most their lengths' product, whatever the pattern.
 */
function describes<T>(
  tokens: readonly Token<T>[],
  items: readonly T[],
  mayTake: (item: T) => boolean,
): boolean {
  let token = 0;
  let star = -1;
  let taken = 0;
  for (let at = 0; at < items.length; ) {
    const current = tokens[token];
    if (current === STAR) {
      star = token++;
      taken = at;
    } else if (current?.(items[at] as T)) {
      token++;
      at++;
    } else if (star >= 0 && mayTake(items[taken] as T)) {
      token = star + 1;
      at = ++taken;
    } else return false;
  }
  while (tokens[token] === STAR) token++;
  return token === tokens.length;
}

/** Whether a character is among a bracket's: `a-z`, `!a-z`, `^a-z`. */
function bracket(inside: string): (character: string) => boolean {
  const negated = /^[!^]/.test(inside);
  const members = [...(negated ? inside.slice(1) : inside)];
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < members.length; i++) {
    const low = members[i] as string;
    const isRange = members[i + 1] === "-" && i + 2 < members.length;
    ranges.push([low, isRange ? (members[i + 2] as string) : low]);
    if (isRange) i += 2;
  }
  return (character) => ranges.some(([low, high]) => character >= low && character <= high) !== negated;
}

const isHidden = (name: string): boolean => name.startsWith(".");
const anything = (): boolean => true;

/** Whether one name fits a pattern without slashes; a leading dot must be written. */
function nameMatcher(pattern: string): (name: string) => boolean {
  const tokens: Token<string>[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    const close = character === "[" ? characters.indexOf("]", at + 2) : -1;
    if (character === "*") tokens.push(STAR);
    else if (character === "?") tokens.push(anything);
    else if (close > 0) {
      tokens.push(bracket(characters.slice(at + 1, close).join("")));
      at = close;
    } else {
      const plain = character === "\\" ? (characters[++at] ?? character) : character;
      tokens.push((other) => other === plain);
    }
  }
  const takesHidden = !/^[*?[]/.test(pattern);
  return (name) => (takesHidden || !isHidden(name)) && describes(tokens, [...name], anything);
}

/** One alternative of a pattern, name by name. */
function pathTokens(pattern: string): Token<string>[] {
  const names = pattern.split("/").filter(Boolean);
  const tokens = names.map((name) => (name === "**" ? STAR : nameMatcher(name)));
  return tokens.at(-1) === STAR ? [...tokens, nameMatcher("*")] : tokens;
}

/** Whether files below the folder `names` can fit. */
function leads(tokens: readonly Token<string>[], names: readonly string[]): boolean {
  for (const [i, name] of names.entries()) {
    const token = tokens[i];
    if (token === STAR) {
      const later = tokens.slice(i);
      return names.slice(i).every((each) => !isHidden(each) || later.some((t) => t !== STAR && t(each)));
    }
    if (i >= tokens.length - 1 || !token?.(name)) return false;
  }
  return true;
}

/**
 * The pattern's longest plain start as root, and what it means below it. Known are `*`, `?`,
 * `[a-z]`, `[!a-z]` inside a name, `{a,b}` anywhere, and `**` for any number of folders; `\` makes
 * the next character plain (on Windows it separates names, and case does not count). Hidden names
 * must be named.
 *
 * @param pattern absolute
 */
export function parseGlob(pattern: string): Selection {
  const windows = path.sep === "\\";
  const fold = (text: string): string => (windows ? text.toLowerCase() : text);
  const names = (windows ? pattern.replaceAll("\\", "/") : pattern).split("/");
  const first = names.findIndex((name) => MAGIC.test(name));
  const start = first < 0 ? names.length - 1 : first;
  const plain = names.slice(0, start).map((name) => name.replace(/\\(.)/g, "$1"));
  const alternatives = expand(fold(names.slice(start).join("/"))).map(pathTokens);
  const split = (relative: string): string[] => fold(relative).split("/").filter(Boolean);
  return {
    root: path.resolve(plain.join("/") || "/"),
    files: (relative) => {
      const parts = split(relative);
      return alternatives.some((tokens) => describes(tokens, parts, (name) => !isHidden(name)));
    },
    folders: (relative) => {
      const parts = split(relative);
      return alternatives.some((tokens) => leads(tokens, parts));
    },
  };
}

/** A folder's own files, without those of folders in it; hidden ones are left out. */
export function wholeFolder(root: string): Selection {
  return {
    root,
    files: (relative) => !relative.includes("/") && !relative.startsWith("."),
    folders: (relative) => relative === "",
  };
}
