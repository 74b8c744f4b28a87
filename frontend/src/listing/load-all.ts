const PAGE_SIZE = 1_000;

/**
 * Loads every row of a list, page by page.
 *
 * @param max stops after the page that reaches it
 */
export async function loadAll<Row>(
  load: (page: { readonly limit: number; readonly after?: string }) => Promise<{
    readonly rows: readonly Row[];
    readonly next: string | null;
  }>,
  max = Number.POSITIVE_INFINITY,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: { readonly rows: readonly Row[]; readonly next: string | null } = await load({
      limit: PAGE_SIZE,
      ...(after !== null && { after }),
    });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null && rows.length < max);
  return rows;
}
