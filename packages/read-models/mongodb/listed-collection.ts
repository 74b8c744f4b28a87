import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { Document, Filter, IndexDescription } from 'mongodb';
import { cursorAt, type ListOptions, valuesOf } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import type { Shape, StoredRow } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

/** How rows are stored of which there are lists; those that lists show have the field `listed`. */
export interface ListedShape<Row, Sort extends string> extends Shape<Row> {
  readonly orders: Readonly<Record<Sort, ListOrder>>;
}

/** An order of a collection's rows. */
export interface ListOrder {
  /** The field that rows are sorted by: a {@link placeOf}, or their id. */
  readonly field: string;
  /** The index in which rows stand in this order; but for that of the ids, it has their text too. */
  readonly index: string;
  /** The field of the text that is searched: also a {@link placeOf}; none where nothing is. */
  readonly text?: string;
}

/** Rows by their id, in the index that each collection has without being asked. */
export const BY_ID = { field: '_id', index: '_id_' } as const;

/** Only rows of which something holds, which an index finds. */
export interface ListFilter {
  readonly condition: Document;
  readonly index: string;
}

/**
 * The place of a row in an order, as a text: the lines that rows are sorted by, and last its id, so that
 * no two rows have the same place and what comes after one is one stretch of an index. A line break comes
 * before all that lines hold.
 */
export function placeOf(id: string, ...lines: readonly string[]): string {
  return [...lines, id].join('\n');
}

/** A number that is not negative as a line: their order is that of the numbers. */
export function numberLine(number: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return bytes.toString('hex');
}

/** An index of what lists show, and of nothing else. */
export function listIndex(name: string, key: IndexDescription['key']): IndexDescription {
  return { name, key, partialFilterExpression: { listed: true } };
}

/** The rows of one projection, of which there are lists. */
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
   * One page of the rows that lists show, and where the next one starts. It is read from the index of
   * its order, or else from that of `filter`, and sorted then. A search reads on in the index until the
   * page is full: of a rare word, through all of it.
   */
  protected async page(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: ListFilter,
  ): Promise<{ rows: Row[]; next: string | undefined }> {
    const { field, index, text } = this.#shape.orders[sort];
    const conditions: Document[] = [{ listed: true }];
    if (filter) conditions.push(filter.condition);
    if (after !== undefined) {
      const [place] = valuesOf(after, [sort, order], ['string']);
      conditions.push({ [field]: { [order === 'ascending' ? '$gt' : '$lt']: place } });
    }
    if (text !== undefined) {
      for (const pattern of searchPatterns(search))
        conditions.push({ [text]: { $regex: pattern } });
    }

    const generation = await this.generations.toRead();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find(allOf(conditions), { maxTimeMS: COMMAND_TIMEOUT_MS })
        .sort({ [field]: order === 'ascending' ? 1 : -1 })
        .hint(filter?.index ?? index)
        .limit(limit + 1)
        .toArray(),
    );
    const rows = stored.slice(0, limit).map(this.#shape.rowOf);
    if (stored.length <= limit) return { rows, next: undefined };
    return { rows, next: cursorAt([sort, order], [stored[limit - 1]![field]]) };
  }
}

/** A place whose first line is this one: before the next character after a line break. */
export function beginningWith(line: string): Document {
  return { $gte: `${line}\n`, $lt: `${line}\v` };
}

/** Every word of a search is in the lines of a {@link placeOf} before the id. */
export function inLines(field: string, search: string): Filter<StoredRow> {
  return { $and: searchWords(search).map((word) => ({ [field]: { $regex: lineWith(word) } })) };
}

/** Every word is in the lines before the id, or the only one begins the id. */
function searchPatterns(search: string): string[] {
  const words = searchWords(search);
  const id = searchedId(words);
  const inLines = words.map(lineWith);
  return id === undefined ? inLines : [`${inLines}|\\n${id}[^\\n]*$`];
}

function lineWith(word: string): string {
  return `${escaped(word)}[\\s\\S]*\\n`;
}

/** A word as a pattern that means just this word. */
function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** One document where no field is named twice: that is what planners read best. */
function allOf(conditions: readonly Document[]): Filter<StoredRow> {
  const fields = conditions.flatMap((condition) => Object.keys(condition));
  if (new Set(fields).size === fields.length) return Object.assign({}, ...conditions);
  return { $and: [...conditions] };
}
