import { toCsvFile } from '../listing/csv-file.ts';
import { COLUMNS, type ImportKind } from './columns.ts';
import type { ImportTable } from './import-table.ts';

/** A line of the results file. */
export interface ResultLine {
  readonly line: number;
  readonly cells: ImportTable['rows'][number]['cells'];
  readonly result: 'created' | 'assigned' | 'unchanged' | 'failed' | 'not done';
  readonly reason: string;
  readonly id: string;
  readonly oneTimePassword: string;
}

/** Writes the results of an import as a CSV file. */
export function toResultFile(
  kind: ImportKind,
  lines: readonly ResultLine[],
  { withPasswords }: { readonly withPasswords: boolean },
): string {
  const columns = COLUMNS[kind];
  const fields = ['line', ...columns, 'result', 'reason', 'id'];
  const rows = lines.map(({ line, cells, result, reason, id, oneTimePassword }) => [
    line,
    ...columns.map((column) => cells[column] ?? ''),
    result,
    reason,
    id,
    ...(withPasswords ? [oneTimePassword] : []),
  ]);
  return toCsvFile([...fields, ...(withPasswords ? ['oneTimePassword'] : [])], rows);
}

/** An example file of each kind. */
export const EXAMPLES: Readonly<Record<ImportKind, string>> = {
  users: 'name,role\r\nAda Lovelace,administrator\r\nEmma Peeters,client\r\n',
  devices:
    'description,address,maxHourlyConsumption,timeZone,owner\r\n' +
    '"Heat pump, cellar","Grote Markt 1, 1000 Brussels",2.5,Europe/Brussels,Emma Peeters\r\n' +
    'Fridge,"Rue de la Loi 16, 1000 Brussels",0.5,Europe/Brussels,\r\n',
};
