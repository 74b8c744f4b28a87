/** The page and the order of a list. */
export interface ListOptions<Sort extends string> {
  /** The most rows. */
  readonly limit: number;
  /** The `next` of the previous page in the same order; the first page without it. */
  readonly after?: string | undefined;
  /** Only rows that contain all of these words, regardless of case and accents. */
  readonly search?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly order?: Order | undefined;
}

export type Order = 'ascending' | 'descending';

/** An `after` that is not the `next` of a page in the same order. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor() {
    super('This is not the next of an earlier page in this order.');
  }
}

/** A value that a list is sorted by. */
export type SortValue = string | number;

/**
 * Encodes the place of a row in an order: the values that it is sorted by, its id last. The row can change or
 * disappear, and the next page still neither misses nor repeats others.
 */
export function cursorAt(order: readonly string[], values: readonly SortValue[]): string {
  return Buffer.from(JSON.stringify([...order, ...values])).toString('base64url');
}

/**
 * Decodes a cursor.
 *
 * @param order as given to {@link cursorAt}
 * @param types the type of each value
 * @throws InvalidCursor
 */
export function parseCursor(
  cursor: string,
  order: readonly string[],
  types: readonly ('string' | 'number')[],
): SortValue[] {
  const parts = decode(cursor);
  const values = parts.slice(order.length) as SortValue[];
  const fits =
    order.every((word, index) => parts[index] === word) &&
    values.length === types.length &&
    types.every((type, index) => typeof values[index] === type);
  if (!fits) throw new InvalidCursor();
  return values;
}

function decode(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
