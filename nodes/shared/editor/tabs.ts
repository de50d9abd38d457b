/** A tab of a form: the element `#ev-tab-<id>` and its heading. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly onShow?: () => void;
}

/** Tabs inside a form, in `#ev-tabs`. */
export function showTabs(tabs: readonly Tab[]): void {
  const control = RED.tabs.create({
    id: "ev-tabs",
    onchange: (tab: { id: string }) => {
      for (const { id, onShow } of tabs) {
        const chosen = `ev-${id}` === tab.id;
        $(`#ev-tab-${id}`).toggle(chosen);
        if (chosen) onShow?.();
      }
    },
  } as never) as unknown as {
    addTab(tab: { id: string; label: string }): void;
    activateTab(id: string): void;
  };
  for (const { id, label } of tabs) control.addTab({ id: `ev-${id}`, label });
  control.activateTab(`ev-${tabs[0]?.id}`);
}
