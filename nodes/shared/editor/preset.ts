import type { PreprocessSpec } from "../../../core/values/spec";
import type { Form } from "./form";

/** Fields whose blank means "as the preset says" and which are numbers or text. */
const TEXT_FIELDS = ["width", "height", "shortSide", "pad", "scale", "mean", "std"] as const;
/** The same for lists, whose first option is the preset's. */
const LIST_FIELDS = { resizeMode: "resize", interpolation: "interpolation", color: "color" } as const;

function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** One number if all three are equal, as the field takes it. */
function tripleText(values: readonly number[]): string {
  const texts = values.map(numberText);
  return texts.every((text) => text === texts[0]) ? (texts[0] as string) : texts.join(", ");
}

/** Shows in each blank field what the preset says there. */
export function showPreset(form: Form, spec: PreprocessSpec): void {
  for (const name of TEXT_FIELDS) {
    const value = spec[name];
    const automatic = value === 0 && name !== "pad";
    const text = typeof value === "number" ? numberText(value) : tripleText(value);
    form.field(name).attr("placeholder", automatic ? form.text("placeholder.auto") : text);
  }
  for (const [name, part] of Object.entries(LIST_FIELDS)) {
    const text = form.text("form.asPreset", { value: form.text(`choice.${name}.${spec[part]}`) });
    form.field(name).find('option[value=""]').text(text);
  }
}
