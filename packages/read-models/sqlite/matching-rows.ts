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
const MIN_INDEXED_WORD_LENGTH = 3;
/** The index folds other characters in a way of its own. */
const PLAIN_WORD = /^[!-~]+$/;
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
/** A short word that begins more trigrams than these is in most texts, and takes long to look up: some 0.1 ms each. */
const MAX_TRIGRAMS_OF_SHORT = 40;

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
 * Finds the rows whose text contains all words of a search, by the rarest trigrams of the words. A word that is shorter
 * than a trigram is in the rows of all trigrams that begin with it.
 */
export class MatchingRows {
  readonly name: string;
  readonly #db: EmbeddedDatabase;
  readonly #table: SearchedTable;
  /** Selects the rows that contain the trigrams of a query. */
  readonly #containing: string;
  readonly #count: StatementSync;
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
    this.#count = db.prepare(`SELECT count(*) AS count FROM (${this.#containing} LIMIT ?)`);
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
      const found = this.#findIndexed(words);
      const others = found && this.#findAfter(through, words);
      return others && [...found, ...others, ...this.#withId(searchedId(words))];
    });
  }

  /** Scans the texts that a replay has stored and that are not in the index yet. */
  #findAfter(number: number, words: readonly string[]): number[] | undefined {
    if (this.#texts.isComplete()) return [];
    const { name, text } = this.#table;
    const conditions = new Conditions();
    conditions.add(`number > ? AND ${text} IS NOT NULL`, number);
    addSearch(conditions, text, words);
    const sql = `SELECT number FROM ${name} NOT INDEXED WHERE ${conditions.sql}`;
    return this.#numbers(sql, ...conditions.parameters);
  }

  /** Scans all texts. */
  #findInAll(words: readonly string[]): number[] | undefined {
    const { name, text, textIndex } = this.#table;
    const conditions = new Conditions();
    conditions.add(`${text} IS NOT NULL`);
    addSearch(conditions, text, words);
    return withIndex(`${name}_${textIndex}`, (source) =>
      this.#numbers(
        `SELECT number FROM ${name} ${source} WHERE ${conditions.sql}`,
        ...conditions.parameters,
      ),
    );
  }

  #findIndexed(words: readonly string[]): number[] | undefined {
    const long = words.filter((word) => [...word].length >= MIN_INDEXED_WORD_LENGTH);
    const short = words.filter((word) => !long.includes(word) && PLAIN_WORD.test(word));
    const ofLong = long.length > 0 ? this.#rarest(long) : undefined;
    const few = (ofLong && this.#numbers(this.#containing, ofLong)) ?? this.#findRare(short);
    if (few) return few;
    const isOneFrequentWord = words.length === 1 && short.length === 1;
    if (isOneFrequentWord) return undefined;
    const ofShort = short.flatMap((word) => this.#beginningWith(word) ?? []);
    const query = [ofLong ?? [], ofShort].flat().join(' AND ');
    return query === '' ? this.#findInAll(words) : this.#findAmong(query, words);
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

  /** The query of all trigrams that begin with a short word; `undefined` where there are too many. */
  #beginningWith(word: string): string | undefined {
    const trigrams: string[] = [];
    const end = word + LAST_CHARACTER;
    let next = this.#nextTrigram.get(word, end);
    while (next) {
      if (trigrams.length === MAX_TRIGRAMS_OF_SHORT) return undefined;
      const trigram = next.term as string;
      trigrams.push(quoted(trigram));
      next = this.#nextTrigram.get(trigram + FIRST_CHARACTER, end);
    }
    return `(${trigrams.join(' OR ')})`;
  }

  /** Finds the rows with all words among those that contain the trigrams of a query. */
  #findAmong(query: string, words: readonly string[]): number[] | undefined {
    const few = this.#numbers(this.#containing, query);
    if (few) return few;
    // Many rows contain the trigrams. Where few of those contain the words, an index would be read in vain.
    const sample = this.#numbers(
      ...this.#comparing(`${this.#containing} LIMIT ${SAMPLE_SIZE}`, query, words),
    );
    const isFrequent = sample === undefined || sample.length >= MIN_MATCHING_SHARE * SAMPLE_SIZE;
    if (isFrequent || this.#hasMore(query, MAX_COMPARED_ROWS)) return undefined;
    return this.#numbers(...this.#comparing(this.#containing, query, words));
  }

  /** The query of the rarest trigrams: the commonest ones would be read in vain, as they are in every other row. */
  #rarest(words: readonly string[]): string {
    const trigrams: Trigram[] = [];
    const size = this.#size.get()!.size as number;
    for (const word of words) {
      const ofWord: Omit<Trigram, 'rank'>[] = [];
      for (const trigram of new Set(trigramsOf(word))) {
        if (trigrams.length + ofWord.length === MAX_ESTIMATED_TRIGRAMS) break;
        const query = quoted(trigram);
        const rows = this.#estimatedRows(query, size);
        if (rows <= RARE) return query;
        ofWord.push({ query, rows });
      }
      ofWord.sort((a, b) => a.rows - b.rows);
      trigrams.push(...ofWord.map((each, rank) => ({ ...each, rank })));
    }
    const fewest = Math.min(...trigrams.map(({ rows }) => rows));
    return trigrams
      .filter(({ rows }) => rows <= fewest * MAX_RELATIVE_FREQUENCY)
      .sort((a, b) => a.rank - b.rank || a.rows - b.rows)
      .slice(0, MAX_COMBINED_TRIGRAMS)
      .map(({ query }) => query)
      .join(' AND ');
  }

  /** Estimates how many rows contain a trigram, by the place of the first ones. */
  #estimatedRows(query: string, size: number): number {
    const { count, last } = this.#estimate.get(query) as { count: number; last: number };
    return count <= MAX_SORTED_MATCHES ? count : (count * size) / last;
  }

  #hasMore(query: string, rows: number): boolean {
    return (this.#count.get(query, rows + 1)!.count as number) > rows;
  }

  /** Selects the rows with all words among those that contain the trigrams of a query. */
  #comparing(
    containing: string,
    query: string,
    words: readonly string[],
  ): [sql: string, ...parameters: SQLInputValue[]] {
    const { name, text } = this.#table;
    const conditions = new Conditions();
    conditions.add(`number IN (${containing})`, query);
    addSearch(conditions, text, words);
    return [`SELECT number FROM ${name} WHERE ${conditions.sql}`, ...conditions.parameters];
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

/** A trigram in the syntax of queries. */
function quoted(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}

function trigramsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(2).map((_, start) => characters.slice(start, start + 3).join(''));
}
