import path from "node:path";
import { bundle, evaluate } from "./bundle.mjs";
import { read } from "./files.mjs";

/** Keys of a node's appearance that tools read from the file without running it. */
const LITERAL = ["category", "color", "icon", "inputs", "outputs", "align"];

/** `defaults` as a literal: value, whether required, type of config node; validators from the bundle. */
function defaultsLiteral(properties) {
  return Object.entries(properties).map(([name, property]) => {
    const parts = [`value: ${JSON.stringify(property.default)}`];
    if (property.kind === "config") parts.push(`type: ${JSON.stringify(property.type)}`);
    if (property.required || property.kind === "config")
      parts.push(`required: ${property.required === true}`);
    if (property.kind !== "config") parts.push(`validate: editor.validate.${name}`);
    return `      ${name}: { ${parts.join(", ")} },`;
  });
}

/**
 * The registered `.html` of a node: a plain script with a literal `registerType` (package checkers parse
 * it, they don't run it), then the form.
 */
export async function editorHtml(folder, name) {
  const script = await bundle(path.join(folder, "editor.ts"), { minify: true });
  const editor = evaluate(script);
  const { appearance, properties, definition } = editor;
  const look = LITERAL.filter((key) => appearance[key] !== undefined);
  const lines = [
    ...look.map((key) => `    ${key}: ${JSON.stringify(appearance[key])},`),
    "    defaults: {",
    ...defaultsLiteral(properties),
    "    },",
    ...Object.keys(definition).map((key) => `    ${key}: editor.definition.${key},`),
  ];
  const html = [
    '<script type="text/javascript">',
    "(function () {",
    `  var editor = (function () {\n${script.trim()}\n  return module;\n  })();`,
    `  RED.nodes.registerType(${JSON.stringify(name)}, {`,
    ...lines,
    "  });",
    "})();",
    "</script>",
    "",
    `<script type="text/html" data-template-name="${name}">`,
    (await read(path.join(folder, "editor.html"))).trim(),
    "</script>",
    "",
  ].join("\n");
  return { html, icon: appearance.icon };
}
