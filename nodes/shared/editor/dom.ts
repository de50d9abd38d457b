type Child = Node | string | undefined | false;

/** A DOM element with attributes and children; text is text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== undefined && child !== false),
  );
  return element;
}

/** An icon of the font that Node-RED brings. */
export function icon(name: string): HTMLElement {
  return h("i", { class: `fa fa-${name}`, "aria-hidden": "true" });
}

/** A small button with icon and text. */
export function button(iconName: string, text: string, onClick: () => void): HTMLButtonElement {
  const element = h("button", { type: "button", class: "red-ui-button red-ui-button-small ev-button" });
  element.append(icon(iconName), ` ${text}`);
  element.addEventListener("click", onClick);
  return element;
}

/** The element with this id; a form that lacks it is a mistake of ours. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The form has no #${id}.`);
  return element;
}

/** Digits with one decimal, as tables show them; `–` for what is not known. */
export function decimal(value: number | undefined, digits = 1): string {
  return value === undefined ? "–" : value.toFixed(digits);
}
