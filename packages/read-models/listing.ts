/** Which part of a list is wanted, and in which order. */
export interface ListOptions<Sort extends string> {
  /** How many rows at most. */
  readonly limit: number;
  /** The `next` of the page before, of a list in the same order; the first page without it. */
  readonly after?: string | undefined;
  /** Only rows in which every one of these words is found, whatever their case and accents. */
  readonly search?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly order?: Order | undefined;
}

export type Order = 'ascending' | 'descending';

/** The `after` of a list is no `next` of a list in the same order. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor() {
    super('This is not the next of an earlier page in this order.');
  }
}

/** A value of a row that a list is sorted by. */
export type SortValue = string | number;

/**
 * The opaque text that stands for the place of a row in an order: the values that it is sorted by,
 * its id last. The row itself may change or go without the next page missing or repeating others.
 */
export function cursorAt(order: readonly string[], values: readonly SortValue[]): string {
  return Buffer.from(JSON.stringify([...order, ...values])).toString('base64url');
}

/**
 * The values that a cursor stands for.
 *
 * @param order the words that name the order, as they were given to {@link cursorAt}
 * @param types the type of each value
 * @throws InvalidCursor where it was made for another order, or not by us at all
 */
export function valuesOf(
  cursor: string,
  order: readonly string[],
  types: readonly ('string' | 'number')[],
): SortValue[] {
  const parts = partsOf(cursor);
  const values = parts.slice(order.length) as SortValue[];
  const fits =
    order.every((word, index) => parts[index] === word) &&
    values.length === types.length &&
    types.every((type, index) => typeof values[index] === type);
  if (!fits) throw new InvalidCursor();
  return values;
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
