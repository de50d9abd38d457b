import path from "node:path";
import { Marked } from "marked";
import { read } from "./files.mjs";

/** A property of a message, written as: `name` *(type)*: text; undefined for any other item. */
function propertyOf(item) {
  const tokens = item.tokens[0]?.tokens ?? [];
  if (tokens[0]?.type !== "codespan") return undefined;
  const typed = tokens[2]?.type === "em";
  const rest = tokens.slice(typed ? 3 : 1);
  const text = rest[0]?.raw.replace(/^\s*[:：]\s*/, "");
  if (text === undefined || text === rest[0].raw) return undefined;
  const type = typed ? tokens[2].text.replace(/^\(|\)$/g, "") : "";
  return { name: tokens[0].text, type, body: [{ ...rest[0], raw: text, text }, ...rest.slice(1)] };
}

/**
 * Lists of properties become the definition lists of Node-RED's own help, numbered lists that hold
 * them its lists of ports.
 */
const renderer = {
  list(list) {
    if (list.ordered) {
      const items = list.items.map((item) => `<li>${this.parser.parse(item.tokens, false)}</li>`);
      return `<ol class="node-ports">\n${items.join("\n")}\n</ol>\n`;
    }
    const properties = list.items.map(propertyOf);
    if (properties.some((property) => !property)) return false;
    const rows = properties.map(({ name, type, body }) => {
      const kind = type
        ? ` <span class="property-type">${this.parser.parseInline([{ type: "text", raw: type, text: type }])}</span>`
        : "";
      return `<dt>${name}${kind}</dt>\n<dd>${this.parser.parseInline(body)}</dd>`;
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
