import type { Form } from "./form";

/** A tab of a form: the element with this `data-tab`, and its heading. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly onShow?: () => void;
}

interface TabControl {
  addTab(tab: { id: string; label: string }): void;
  activateTab(id: string): void;
}

/** Node-RED's tabs answer the mouse only: Enter and Space open the focused one, arrows the next. */
function addKeys(list: HTMLElement, control: TabControl, ids: readonly string[]): void {
  const links = ids.map((id) => list.querySelector<HTMLElement>(`a[href="#${id}"]`));
  links.forEach((link, index) => {
    link?.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Enter: 0, " ": 0 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const to = (index + step + ids.length) % ids.length;
      control.activateTab(ids[to] as string);
      links[to]?.focus();
    });
  });
}

/** Tabs inside a form. */
export function showTabs(form: Form, tabs: readonly Tab[]): void {
  const list = form.part("tabs");
  const root = $(list).closest(".ev-form");
  const control = RED.tabs.create({
    element: $(list),
    onchange: (shown: { id: string }) => {
      for (const { id, onShow } of tabs) {
        const chosen = `ev-${id}` === shown.id;
        root.find(`[data-tab="${id}"]`).toggle(chosen);
        if (chosen) onShow?.();
      }
    },
  } as never) as unknown as TabControl;
  const ids = tabs.map(({ id }) => `ev-${id}`);
  tabs.forEach(({ label }, index) => {
    control.addTab({ id: ids[index] as string, label });
  });
  addKeys(list, control, ids);
  control.activateTab(ids[0] as string);
}
