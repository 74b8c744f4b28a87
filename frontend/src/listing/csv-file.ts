import Papa from 'papaparse';

/**
 * Writes a CSV file (RFC 4180). Prefixes text that a spreadsheet would run as a formula with an apostrophe.
 *
 * @param rows cells in the order of the fields
 */
export function toCsvFile(
  fields: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const data = { fields: [...fields], data: rows.map((row) => [...row]) };
  return `${Papa.unparse(data, { escapeFormulae: true, newline: '\r\n' })}\r\n`;
}
