import { h } from "./dom";
import { isEnvironment } from "./validate";

/** Value of the last option of a list: what is chosen comes from an environment variable. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED writes environment variables so
const ENVIRONMENT = "${}";

/** Words of a list that every list has. */
export interface ChoiceTexts {
  /** The last option. */
  readonly environment: string;
  /** The button from the text field back to the list. */
  readonly back: string;
}

/** An option and the value that is saved for it. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/**
 * Fills a `<select>` with choices and, last, "environment variable", which puts a text field for
 * `${NAME}` in its place. The field carries the select's id, so that Node-RED saves whichever is there.
 */
export function fillChoices(
  select: HTMLSelectElement,
  choices: readonly Choice[],
  value: string,
  texts: ChoiceTexts,
): void {
  const options = [...choices, { value: ENVIRONMENT, text: texts.environment }];
  select.replaceChildren(...options.map((each) => h("option", { value: each.value }, each.text)));
  const known = choices.some((each) => each.value === value);
  select.value = known ? value : (choices[0]?.value ?? "");
  select.onchange = () => {
    if (select.value === ENVIRONMENT)
      swapForText(select, ENVIRONMENT, choices[0]?.value ?? "", texts).focus();
  };
  if (!known && isEnvironment(value)) swapForText(select, value, select.value, texts);
}

function swapForText(
  select: HTMLSelectElement,
  value: string,
  fallback: string,
  texts: ChoiceTexts,
): HTMLInputElement {
  const { id } = select;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED writes environment variables so
  const text = h("input", { type: "text", id, spellcheck: "false", placeholder: "${NAME}" });
  const back = h("button", { type: "button", class: "red-ui-button ev-icon", "aria-label": texts.back });
  back.append(h("i", { class: "fa fa-list", "aria-hidden": "true" }));
  const wrap = h("span", { class: "ev-swap" }, text, back);
  text.value = value;
  // jQuery's trigger reaches Node-RED's and the form's handlers, not the listener above.
  text.addEventListener("input", () => $(select).trigger("change"));
  back.addEventListener("click", () => {
    wrap.replaceWith(select);
    select.id = id;
    select.value = fallback;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  });
  select.removeAttribute("id");
  select.replaceWith(wrap);
  text.setSelectionRange(2, Math.max(value.length - 1, 2));
  return text;
}
