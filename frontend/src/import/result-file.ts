import { toCsvFile } from '../listing/csv-file.ts';
import { COLUMNS, type ImportKind, OPTIONAL_COLUMNS } from './columns.ts';
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
  const columns = COLUMNS[kind].filter((column) => {
    return !OPTIONAL_COLUMNS.has(column) || lines.some(({ cells }) => column in cells);
  });
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
    'description,address,maxHourlyConsumption,timeZone,owner,medium,unit,kWhPerCubicMetre,maxPower,serialNumber\r\n' +
    '"Heat pump, cellar","Grote Markt 1, 1000 Brussels",2.5,Europe/Brussels,Emma Peeters,,,,10,1SAG1100012345\r\n' +
    'Boiler,"Rue de la Loi 16, 1000 Brussels",20,Europe/Brussels,,gas,m3,11.2,,\r\n',
};
