import { computed, type Ref, reactive } from 'vue';

/** The selected rows of all pages of a list, by their ids. */
export function useSelection<Row extends { readonly id: string }>(pageRows: Ref<readonly Row[]>) {
  const rows = reactive(new Map<string, Row>()) as Map<string, Row>;
  const ofPage = computed(() => {
    const count = pageRows.value.filter(({ id }) => rows.has(id)).length;
    if (count === 0) return false;
    return count === pageRows.value.length || 'indeterminate';
  });

  function select(row: Row, isSelected: boolean): void {
    if (isSelected) rows.set(row.id, row);
    else rows.delete(row.id);
  }

  function selectAll(all: readonly Row[], isSelected = true): void {
    for (const row of all) select(row, isSelected);
  }

  return { rows, ofPage, select, selectAll, clear: () => rows.clear() };
}
