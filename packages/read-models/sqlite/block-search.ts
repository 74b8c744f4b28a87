import type { Order } from '../listing.ts';
import { charactersOf } from './character-sets.ts';
import type { Conditions } from './conditions.ts';
import { type OrderBlocks, type OrderKey, ROWS_OF_A_BLOCK } from './order-blocks.ts';

/** Blocks that are read before candidates are looked for: frequent words fill a page with less. */
const FIRST_BLOCKS = 20;
/** The same where each row has to be read from the table, which takes some 25 times as long. */
const FIRST_BLOCKS_OF_TABLE = 1;
const TABLE_ROW_COST = 25;
/** Where the first candidates do not fill the page, the next group of them is so many times as large. */
const GROUP_GROWTH = 3;

/** A search for the first rows of an order that meet conditions. */
export interface BlockSearch<Row> {
  readonly sort: string;
  readonly order: Order;
  /** The row before the page. */
  readonly after: OrderKey | undefined;
  /** Rows to find. */
  readonly limit: number;
  /** Words that rows contain. */
  readonly words: readonly string[];
  /** Whether the index of the order has all that the conditions ask for. */
  readonly isIndexed: boolean;
  /** Finds the numbers of rows that may meet the conditions; `undefined` where most may. */
  candidates(): ArrayLike<number> | undefined;
  /** Reads the first rows that meet the conditions and those of a part of the order, by the order's index. */
  readRange(range: KeyRange, limit: number): readonly Row[];
  /** Reads the first rows that meet the conditions among some. */
  readNumbers(numbers: readonly number[], limit: number): readonly Row[];
}

/** A part of an order; without a bound, up to its end. */
export interface KeyRange {
  readonly from: OrderKey | undefined;
  readonly before: OrderKey | undefined;
}

/** Adds the conditions of a part of an order. */
export function addRange(
  conditions: Conditions,
  sortedBy: readonly string[],
  { from, before }: KeyRange,
): void {
  if (from) addBound(conditions, sortedBy, '>=', from);
  if (before) addBound(conditions, sortedBy, '<', before);
}

/** Adds the condition that rows are on one side of a place in an order. */
export function addBound(
  conditions: Conditions,
  sortedBy: readonly string[],
  operator: '<' | '>' | '>=',
  place: OrderKey,
): void {
  conditions.add(`(${sortedBy}) ${operator} (${sortedBy.map(() => '?')})`, ...place);
}

/**
 * Searches an order block by block. The first blocks are read, where frequent words are found; if they do not fill the
 * page, only blocks with candidates are, nearest first. The work does not depend on how late the matches come.
 */
export function searchBlocks<Row>(blocks: OrderBlocks, search: BlockSearch<Row>): readonly Row[] {
  const { sort, order, after, limit, isIndexed } = search;
  const last = blocks.lastBlock(sort);
  const isAscending = order === 'ascending';
  const start = after ? blocks.blockOf(sort, after) : isAscending ? 1 : last;
  const rangeOf = (one: number, other: number): KeyRange => ({
    from: blocks.startOf(sort, Math.min(one, other)),
    before: blocks.startOf(sort, Math.max(one, other) + 1),
  });
  const steps = (isIndexed ? FIRST_BLOCKS : FIRST_BLOCKS_OF_TABLE) - 1;
  const end = isAscending ? Math.min(start + steps, last) : Math.max(start - steps, 1);
  const found = [...search.readRange(rangeOf(start, end), limit)];
  if (found.length === limit || end === (isAscending ? last : 1)) return found;

  const candidates = new Candidates(blocks, search);
  let target = limit - found.length;
  for (let next = isAscending ? end + 1 : end - 1; ; target *= GROUP_GROWTH) {
    const group = candidates.group(next, target, isAscending);
    if (!group) return found;
    const { first, last: end, rows } = group;
    const missing = limit - found.length;
    const rangeCost = isIndexed ? (Math.abs(end - first) + 1) * ROWS_OF_A_BLOCK : Infinity;
    const isRangeCheaper = rangeCost < rows * TABLE_ROW_COST;
    const read = isRangeCheaper
      ? search.readRange(rangeOf(first, end), missing)
      : search.readNumbers(candidates.between(first, end), missing);
    found.push(...read);
    if (found.length === limit) return found;
    next = isAscending ? end + 1 : end - 1;
  }
}

/** Consecutive blocks, from that nearest to the start of the page. */
interface BlockGroup {
  readonly first: number;
  readonly last: number;
  /** Candidates in them. */
  readonly rows: number;
}

/** The candidates of a search by their blocks. */
class Candidates {
  readonly #blocks: Uint16Array;
  readonly #numbers: ArrayLike<number>;
  /** By block. */
  readonly #counts: Uint32Array;

  constructor(blocks: OrderBlocks, { sort, words, candidates }: BlockSearch<unknown>) {
    this.#blocks = blocks.readBlocks(sort);
    this.#numbers = withCharacters(blocks, words, candidates(), this.#blocks.length);
    this.#counts = new Uint32Array(blocks.lastBlock(sort) + 1);
    for (let index = 0; index < this.#numbers.length; index++) {
      this.#counts[this.#blocks[this.#numbers[index]!]!]! += 1;
    }
  }

  /** Groups the next blocks until they have so many candidates; `undefined` at the end of the order. */
  group(from: number, target: number, isAscending: boolean): BlockGroup | undefined {
    const step = isAscending ? 1 : -1;
    let first: number | undefined;
    let rows = 0;
    for (let block = from; block >= 1 && block < this.#counts.length; block += step) {
      if (this.#counts[block] === 0) continue;
      first ??= block;
      rows += this.#counts[block]!;
      if (rows >= target) return { first, last: block, rows };
    }
    if (first === undefined) return undefined;
    return { first, last: isAscending ? this.#counts.length - 1 : 1, rows };
  }

  /** Lists the candidates in some blocks. */
  between(one: number, other: number): number[] {
    const first = Math.min(one, other);
    const last = Math.max(one, other);
    const numbers: number[] = [];
    for (let index = 0; index < this.#numbers.length; index++) {
      const number = this.#numbers[index]!;
      const block = this.#blocks[number]!;
      if (block >= first && block <= last) numbers.push(number);
    }
    return numbers;
  }
}

/** Selects the numbers below `size` of those rows that have all characters of some words; without numbers, of all rows. */
function withCharacters(
  blocks: OrderBlocks,
  words: readonly string[],
  numbers: ArrayLike<number> | undefined,
  size: number,
): ArrayLike<number> {
  const isCompared = words.length > 0 && (!numbers || words.some((word) => word.length < 3));
  const characters = isCompared ? blocks.readCharacters() : undefined;
  const [low, high] = charactersOf(words.join('')) as unknown as [number, number];
  const selected = new Uint32Array(numbers ? numbers.length : size);
  let count = 0;
  for (let index = 0; index < selected.length; index++) {
    const number = numbers ? numbers[index]! : index;
    if (number >= size) continue;
    const isOut =
      characters &&
      ((characters[number * 2]! & low) >>> 0 !== low ||
        (characters[number * 2 + 1]! & high) >>> 0 !== high);
    if (!isOut) selected[count++] = number;
  }
  return selected.subarray(0, count);
}
