import { h } from "./dom";

/** One column of a list of rows. */
export interface Column {
  readonly key: string;
  /** What to write in it; also its name for screen readers. */
  readonly text: string;
  /** Numbers are narrow and saved as numbers where they are numbers. */
  readonly number?: boolean;
}

type Row = Readonly<Record<string, string | number>>;

/** JSON text as rows; nothing for what is none. */
function rowsOf(json: string): Row[] {
  try {
    const rows: unknown = JSON.parse(json || "[]");
    return Array.isArray(rows) ? (rows as Row[]) : [];
  } catch {
    return [];
  }
}

function numeric(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * An editable list of rows, kept as JSON text in a hidden field.
 *
 * @param list the `<ol>`
 * @param store the hidden field
 */
export function editPairs(
  list: JQuery,
  store: JQuery<HTMLInputElement>,
  columns: readonly Column[],
  addText: string,
): void {
  const first = columns[0] as Column;

  function save(): void {
    const rows: Row[] = [];
    list.editableList("items").each((_index, item) => {
      const cells = columns.map(({ key, number }) => {
        const text = String($(item).find(`[data-key="${key}"]`).val() ?? "").trim();
        return [key, number ? numeric(text) : text] as const;
      });
      if (cells.some(([, value]) => value !== "")) rows.push(Object.fromEntries(cells));
    });
    store.val(JSON.stringify(rows)).trigger("change");
  }

  list.editableList({
    header: undefined as never,
    height: "auto",
    addButton: addText,
    removable: true,
    sortable: true,
    addItem: (container: JQuery, _index: number, row: Row) => {
      const cells = columns.map(({ key, text, number }) => {
        const cell = h("input", { type: "text", placeholder: text, "aria-label": text, "data-key": key });
        if (number) cell.className = "ev-number";
        cell.value = String(row[key] ?? "");
        cell.addEventListener("input", save);
        return cell;
      });
      container.append(h("div", { class: "ev-pair" }, ...cells));
      if (row[first.key] === undefined) cells[0]?.focus();
    },
    removeItem: save,
    sortItems: save,
  } as never);
  for (const row of rowsOf(String(store.val()))) list.editableList("addItem", row);
}
