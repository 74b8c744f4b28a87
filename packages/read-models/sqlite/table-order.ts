/** An order of a list. */
export interface TableOrder {
  /** The column that rows are sorted by, before their id; none where they are sorted by id. */
  readonly column: string | undefined;
  readonly type: 'string' | 'number';
  /** The index in this order. Except for that of the ids, it also contains the text. */
  readonly index: string;
  /** The searched column, null in unlisted rows; none where all rows are listed. */
  readonly text?: string;
}
