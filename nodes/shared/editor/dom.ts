import type { Pixels } from "../contract";

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

/** A canvas that shows pixels from the server. */
export function drawn({ width, height, rgb }: Pixels, label: string): HTMLCanvasElement {
  const canvas = h("canvas", { width, height, role: "img", "aria-label": label });
  const image = new ImageData(width, height);
  const bytes = atob(rgb);
  for (let from = 0, to = 0; from < bytes.length; to += 4) {
    for (let channel = 0; channel < 3; channel++) image.data[to + channel] = bytes.charCodeAt(from++);
    image.data[to + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** Digits with one decimal, as tables show them; `–` for what is not known. */
export function decimal(value: number | undefined, digits = 1): string {
  return value === undefined ? "–" : value.toFixed(digits);
}
