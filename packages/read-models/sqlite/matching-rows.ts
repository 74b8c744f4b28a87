import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { searchedId } from '../search-text.ts';
import { addSearch, Conditions } from './conditions.ts';
import { asArrays } from './table-generation.ts';
import { withIndex } from './table-indexes.ts';
import { TextIndex } from './text-index.ts';

/** So many rows are read and sorted; for more, the index of an order is read and filtered. */
export const MAX_SORTED_MATCHES = 2_000;
/** The most rows whose texts are compared to find few matches among them: some 2 µs each. */
const MAX_COMPARED_ROWS = 20_000;
/** If fewer of the rows match, reading an index until a page is full takes longer than comparing all of them. */
const MIN_MATCHING_SHARE = 0.1;
const SAMPLE_SIZE = 300;
/** A trigram of a greater share of the rows excludes too few for reading them: some 0.1 µs each. */
const MAX_SHARE_OF_RAREST = 0.6;
/** Further trigrams of a word are mostly in the same rows. */
const MAX_SHARE_OF_FURTHER = 0.1;
/** The rows of several trigrams are merged, which takes longer. */
const MAX_SHARE_OF_PAIR = 0.2;
const MIN_INDEXED_WORD_LENGTH = 3;
/** ASCII, Greek, Cyrillic, CJK: the index may fold other characters in a way of its own. */
const PLAIN_WORD = /^[!-~α-ρσ-ωа-џ\u3040-\u9fff]+$/u;
const FIRST_CHARACTER = '\u0001';
const LAST_CHARACTER = '\u{10ffff}';
/** A trigram that is so many times as frequent as the rarest excludes few rows and takes long to read. */
const MAX_RELATIVE_FREQUENCY = 4;
/** Trigrams of one search whose frequency is estimated: some 0.2 ms each. */
const MAX_ESTIMATED_TRIGRAMS = 24;
/** Trigrams of one query, those of each word first: where all are frequent, each takes some 5 ms in a million rows. */
const MAX_COMBINED_TRIGRAMS = 4;
/** A trigram of so few rows needs no rarer one. */
const RARE = 50;
/** Each takes some 0.3 ms to look up. */
const MAX_TRIGRAMS_OF_PAIR = 40;

/** The table with the searched texts. */
export interface SearchedTable {
  readonly name: string;
  /** The searched column. */
  readonly text: string;
  /** An index with all texts: a narrow one in another order, so that frequent words are soon found. */
  readonly textIndex: string;
}

/** A trigram in the syntax of queries, and about how many rows contain it: exact up to {@link MAX_SORTED_MATCHES}. */
interface Trigram {
  readonly query: string;
  readonly rows: number;
  /** 0 for the rarest of its word. */
  readonly rank: number;
}

/**
 * Finds the rows whose text contains all words of a search, by the rarest trigrams of the words. A pair of characters is
 * in the rows of all trigrams that begin with it.
 */
export class MatchingRows {
  readonly name: string;
  readonly #db: EmbeddedDatabase;
  readonly #table: SearchedTable;
  /** Selects the rows that contain the trigrams of a query. */
  readonly #containing: string;
  readonly #allNumbers: StatementSync;
  readonly #estimate: StatementSync;
  readonly #size: StatementSync;
  readonly #nextTrigram: StatementSync;
  readonly #texts: TextIndex;

  constructor(db: EmbeddedDatabase, table: SearchedTable) {
    const { name } = table;
    this.name = name;
    this.#db = db;
    this.#table = table;
    this.#containing = `SELECT rowid AS number FROM ${name}_search WHERE ${name}_search MATCH ?`;
    this.#allNumbers = db.prepare(`
      SELECT json_group_array(number) AS numbers FROM (${this.#containing})`);
    this.#estimate = db.prepare(`
      SELECT count(*) AS count, max(number) AS last
      FROM (${this.#containing} ORDER BY rowid LIMIT ${MAX_SORTED_MATCHES + 1})`);
    this.#size = db.prepare(`SELECT coalesce(max(number), 0) AS size FROM ${name}`);
    this.#nextTrigram = db.prepare(`
      SELECT term FROM ${name}_terms WHERE term >= ? AND term < ? ORDER BY term LIMIT 1`);
    this.#texts = new TextIndex(db, name, table.text);
  }

  /** Finds the numbers of the rows; `undefined` where there are too many to sort. Some of them may not match. */
  find(words: readonly string[]): number[] | undefined {
    return translateSqliteErrors(this.#db, () => {
      // Before the search: rows that are indexed in between are found twice.
      const through = this.#texts.through();
      const found = this.#findFew(words);
      const others = found && this.#findAfter(through, words);
      return others && [...found, ...others, ...this.#withId(searchedId(words))];
    });
  }

  /**
   * Finds the numbers of the rows where {@link find} does not; `undefined` where most rows may match. Some of them may not
   * match.
   */
  findMany(words: readonly string[]): number[] | undefined {
    return translateSqliteErrors(this.#db, () => {
      if (!this.#texts.isComplete()) return undefined;
      const { long, short } = wordsByLength(words);
      const query = this.#queryOf(combine(this.#trigramsOf(long), this.#rows()), short);
      if (query === undefined) return undefined;
      const found: number[] = JSON.parse(this.#allNumbers.get(query)!.numbers as string);
      const withId = this.#withId(searchedId(words));
      return withId.length > 0 ? [...found, ...withId] : found;
    });
  }

  /** Finds few matches among many rows by their texts; `undefined` where many match, or have to be compared. */
  findCompared(words: readonly string[]): number[] | undefined {
    const isOneShortWord = words.length === 1 && wordsByLength(words).short.length === 1;
    if (isOneShortWord) return undefined;
    const numbers = this.findMany(words);
    return translateSqliteErrors(this.#db, () => {
      if (!numbers) return this.#findInAll(words);
      if (numbers.length > MAX_COMPARED_ROWS) return undefined;
      // Where many of the rows match, an index soon fills a page.
      const sample = this.#compare(numbers.slice(0, SAMPLE_SIZE), words);
      const isFrequent = !sample || sample.length >= MIN_MATCHING_SHARE * SAMPLE_SIZE;
      return isFrequent ? undefined : this.#compare(numbers, words);
    });
  }

  /** Scans all texts. */
  #findInAll(words: readonly string[]): number[] | undefined {
    const { name, text, textIndex } = this.#table;
    return withIndex(`${name}_${textIndex}`, (source) =>
      this.#scan(words, source, `${text} IS NOT NULL`),
    );
  }

  #compare(numbers: readonly number[], words: readonly string[]): number[] | undefined {
    const among = 'number IN (SELECT value FROM json_each(?))';
    return this.#scan(words, '', among, JSON.stringify(numbers));
  }

  /** Scans the texts that a replay has stored and that are not in the index yet. */
  #findAfter(number: number, words: readonly string[]): number[] | undefined {
    if (this.#texts.isComplete()) return [];
    return this.#scan(
      words,
      'NOT INDEXED',
      `number > ? AND ${this.#table.text} IS NOT NULL`,
      number,
    );
  }

  /** Finds the rows that meet a condition and whose texts contain all words. */
  #scan(
    words: readonly string[],
    source: string,
    ...condition: [sql: string, ...parameters: SQLInputValue[]]
  ): number[] | undefined {
    const { name, text } = this.#table;
    const conditions = new Conditions();
    conditions.add(...condition);
    addSearch(conditions, text, words);
    const sql = `SELECT number FROM ${name} ${source} WHERE ${conditions.sql}`;
    return this.#numbers(sql, ...conditions.parameters);
  }

  #findFew(words: readonly string[]): number[] | undefined {
    const { long, short } = wordsByLength(words);
    const ofLong = combine(this.#trigramsOf(long), this.#rows());
    const few = (ofLong && this.#numbers(this.#containing, ofLong)) ?? this.#findRare(short);
    if (few) return few;
    const query = this.#queryOf(ofLong, short);
    return query === undefined ? undefined : this.#numbers(this.#containing, query);
  }

  /** Single characters are compared without the index: {@link OrderBlocks.readCharacters}. */
  #queryOf(ofLong: string | undefined, short: readonly string[]): string | undefined {
    const pairs = short.filter((word) => word.length > 1);
    const ofPairs = pairs.flatMap((pair) => this.#beginningWith(pair) ?? []);
    return [ofLong ?? [], ofPairs].flat().join(' AND ') || undefined;
  }

  /** Finds the rows with one of some short words, if one of them is rare. */
  #findRare(words: readonly string[]): number[] | undefined {
    const sql = `SELECT DISTINCT doc FROM ${this.name}_terms WHERE term >= ? AND term < ?`;
    for (const word of words) {
      const found = this.#numbers(sql, word, word + LAST_CHARACTER);
      if (found) return found;
    }
    return undefined;
  }

  /** The query of all trigrams that begin with a pair of characters; `undefined` where they are frequent. */
  #beginningWith(pair: string): string | undefined {
    const trigrams: string[] = [];
    const size = this.#rows();
    const mostRows = Math.max(MAX_SHARE_OF_PAIR * size, MAX_COMPARED_ROWS);
    const end = pair + LAST_CHARACTER;
    let rows = 0;
    let next = this.#nextTrigram.get(pair, end);
    while (next) {
      const trigram = quoted(next.term as string);
      rows += this.#estimatedRows(trigram, size);
      if (rows > mostRows || trigrams.length === MAX_TRIGRAMS_OF_PAIR) return undefined;
      trigrams.push(trigram);
      next = this.#nextTrigram.get((next.term as string) + FIRST_CHARACTER, end);
    }
    return `(${trigrams.join(' OR ')})`;
  }

  /** The trigrams of words with their frequency; if one is rare, that one alone. */
  #trigramsOf(words: readonly string[]): readonly Trigram[] {
    const trigrams: Trigram[] = [];
    const size = this.#rows();
    for (const word of words) {
      const ofWord: Omit<Trigram, 'rank'>[] = [];
      for (const trigram of new Set(trigramsOf(word))) {
        if (trigrams.length + ofWord.length === MAX_ESTIMATED_TRIGRAMS) break;
        const query = quoted(trigram);
        const rows = this.#estimatedRows(query, size);
        if (rows <= RARE) return [{ query, rows, rank: 0 }];
        ofWord.push({ query, rows });
      }
      ofWord.sort((a, b) => a.rows - b.rows);
      trigrams.push(...ofWord.map((each, rank) => ({ ...each, rank })));
    }
    return trigrams;
  }

  #rows(): number {
    return this.#size.get()!.size as number;
  }

  /** Estimates how many rows contain a trigram, by the place of the first ones. */
  #estimatedRows(query: string, size: number): number {
    const { count, last } = this.#estimate.get(query) as { count: number; last: number };
    return count <= MAX_SORTED_MATCHES ? count : (count * size) / last;
  }

  #withId(prefix: string | undefined): number[] {
    if (prefix === undefined) return [];
    const sql = `SELECT number FROM ${this.#table.name} WHERE id >= ? AND id < ?`;
    return this.#numbers(sql, prefix, `${prefix}g`) ?? [];
  }

  /** @returns `undefined` where there are too many to sort */
  #numbers(sql: string, ...parameters: SQLInputValue[]): number[] | undefined {
    const statement = asArrays(this.#db.prepare(`${sql} LIMIT ${MAX_SORTED_MATCHES + 1}`));
    const found = statement.all(...parameters) as unknown as [number][];
    return found.length > MAX_SORTED_MATCHES ? undefined : found.map(([number]) => number);
  }
}

/** Words of at least a trigram, and shorter ones whose trigrams are known. */
function wordsByLength(words: readonly string[]): { long: string[]; short: string[] } {
  const isLong = (word: string) => [...word].length >= MIN_INDEXED_WORD_LENGTH;
  const long = words.filter(isLong);
  return { long, short: words.filter((word) => !isLong(word) && PLAIN_WORD.test(word)) };
}

/**
 * The query of the rarest trigram of each word, and of further ones that exclude others. The commonest would be read in
 * vain, as they are in every other row; `undefined` where all of them are.
 */
function combine(trigrams: readonly Trigram[], size: number): string | undefined {
  const fewest = Math.min(...trigrams.map(({ rows }) => rows));
  const most = Math.min(fewest * MAX_RELATIVE_FREQUENCY, MAX_SHARE_OF_FURTHER * size);
  const combined = trigrams
    .filter(({ rows, rank }) => rows <= (rank === 0 ? MAX_SHARE_OF_RAREST * size : most))
    .sort((a, b) => a.rank - b.rank || a.rows - b.rows)
    .slice(0, MAX_COMBINED_TRIGRAMS);
  return combined.map(({ query }) => query).join(' AND ') || undefined;
}

/** A trigram in the syntax of queries. */
function quoted(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}

function trigramsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(2).map((_, start) => characters.slice(start, start + 3).join(''));
}
