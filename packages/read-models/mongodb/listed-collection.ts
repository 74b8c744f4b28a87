import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { Document, Filter, IndexDescription } from 'mongodb';
import { cursorAt, type ListOptions, parseCursor } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import type { Shape, StoredRow } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

/** The shape of rows with lists; listed rows have the field `listed`. */
export interface ListedShape<Row, Sort extends string> extends Shape<Row> {
  readonly orders: Readonly<Record<Sort, ListOrder>>;
}

/** An order of a list. */
export interface ListOrder {
  /** The field that rows are sorted by: a {@link sortKey}, or their id. */
  readonly field: string;
  /** The index in this order. Except for that of the ids, it also contains the text. */
  readonly index: string;
  /** The searched field, also a {@link sortKey}; none without a search. */
  readonly text?: string;
}

/** Rows by id, in the index that every collection has. */
export const BY_ID = { field: '_id', index: '_id_' } as const;

/** A condition on the listed rows, with its index. */
export interface ListFilter {
  readonly condition: Document;
  readonly index: string;
}

/**
 * Builds the sort key of a row: the lines that rows are sorted by, and last its id. Keys are unique, and a page is one
 * range of an index. A line break sorts before every character of a line.
 */
export function sortKey(id: string, ...lines: readonly string[]): string {
  return [...lines, id].join('\n');
}

/** Encodes a non-negative number as a line that sorts like the number. */
export function sortableNumber(number: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return bytes.toString('hex');
}

/** An index of the listed rows alone. */
export function listIndex(name: string, key: IndexDescription['key']): IndexDescription {
  return { name, key, partialFilterExpression: { listed: true } };
}

/** The rows of a projection with lists. */
export class ListedCollection<
  Row extends ProjectedRow,
  Sort extends string,
> extends ProjectedCollection<Row> {
  readonly #shape: ListedShape<Row, Sort>;

  constructor(connection: MongoConnection, shape: ListedShape<Row, Sort>) {
    super(connection, shape);
    this.#shape = shape;
  }

  /**
   * Reads a page of the listed rows from the index of its order; with a filter, from that of the filter, sorted
   * afterwards. A search reads the index until the page is full: for a rare word, all of it.
   */
  protected async page(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: ListFilter,
  ): Promise<{ rows: Row[]; next: string | undefined }> {
    const { field, index, text } = this.#shape.orders[sort];
    const conditions: Document[] = [{ listed: true }];
    if (filter) conditions.push(filter.condition);
    if (after !== undefined) {
      const [key] = parseCursor(after, [sort, order], ['string']);
      conditions.push({ [field]: { [order === 'ascending' ? '$gt' : '$lt']: key } });
    }
    if (text !== undefined) {
      for (const pattern of searchPatterns(search))
        conditions.push({ [text]: { $regex: pattern } });
    }

    const generation = await this.generations.forReading();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find(allOf(conditions), { maxTimeMS: COMMAND_TIMEOUT_MS })
        .sort({ [field]: order === 'ascending' ? 1 : -1 })
        .hint(filter?.index ?? index)
        .limit(limit + 1)
        .toArray(),
    );
    const rows = stored.slice(0, limit).map((document) => generation.toRow(document));
    if (stored.length <= limit) return { rows, next: undefined };
    return { rows, next: cursorAt([sort, order], [stored[limit - 1]![field]]) };
  }
}

/** Matches sort keys with this first line: before the next character after a line break. */
export function startsWithLine(line: string): Document {
  return { $gte: `${line}\n`, $lt: `${line}\v` };
}

/** Matches sort keys with every word of a search before the id. */
export function containsWords(field: string, search: string): Filter<StoredRow> {
  return { $and: searchWords(search).map((word) => ({ [field]: { $regex: lineWith(word) } })) };
}

/** Patterns for every word before the id; a single word may also be the start of the id. */
function searchPatterns(search: string): string[] {
  const words = searchWords(search);
  const id = searchedId(words);
  const patterns = words.map(lineWith);
  return id === undefined ? patterns : [`${patterns}|\\n${id}[^\\n]*$`];
}

function lineWith(word: string): string {
  return `${escapePattern(word)}[\\s\\S]*\\n`;
}

function escapePattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Merges conditions into one document where no field repeats, which planners read best. */
function allOf(conditions: readonly Document[]): Filter<StoredRow> {
  const fields = conditions.flatMap((condition) => Object.keys(condition));
  if (new Set(fields).size === fields.length) return Object.assign({}, ...conditions);
  return { $and: [...conditions] };
}
