import path from "node:path";
import { Marked } from "marked";
import { read } from "./files.mjs";

/** `name` *(type)*: text — a property in a list of properties. */
function propertyOf(item) {
  const tokens = item.tokens[0]?.tokens ?? [];
  if (tokens[0]?.type !== "codespan" && tokens[0]?.type !== "strong") return undefined;
  const typed = tokens[2]?.type === "em";
  const rest = tokens.slice(typed ? 3 : 1);
  const first = rest[0]?.raw ?? "";
  if (!/^\s*[:：]/.test(first)) return undefined;
  return { name: tokens[0], type: typed ? tokens[2] : undefined, first, rest };
}

/** Lists of properties become the definition lists that Node-RED's own help uses. */
const renderer = {
  list(list) {
    const properties = list.items.map(propertyOf);
    if (properties.some((property) => !property)) return false;
    const rows = properties.map(({ name, type, first, rest }, index) => {
      const label = name.type === "codespan" ? name.text : this.parser.parseInline(name.tokens);
      const kind = type ? ` <span class="property-type">${this.parser.parseInline(type.tokens)}</span>` : "";
      const text = first.replace(/^\s*[:：]\s*/, "");
      const head = { ...rest[0], raw: text, text };
      const more = list.items[index].tokens.slice(1);
      const body = this.parser.parseInline([head, ...rest.slice(1)]) + this.parser.parse(more);
      return `<dt>${label}${kind}</dt>\n<dd>${body}</dd>`;
    });
    return `<dl class="message-properties">\n${rows.join("\n")}\n</dl>\n`;
  },
};

const marked = new Marked({ renderer });

/** Help of a node in one language, as Node-RED's loader wants it. */
export async function helpHtml(folder, name, language) {
  const short = language.split("-")[0];
  const markdown = await read(path.join(folder, `help.${short}.md`));
  return `<script type="text/html" data-help-name="${name}">\n${marked.parse(markdown)}</script>\n`;
}
