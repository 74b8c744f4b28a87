import type { SQLInputValue } from 'node:sqlite';
import { searchedId } from '../search-text.ts';

/** Conditions joined by AND, with their parameters. */
export class Conditions {
  readonly parameters: SQLInputValue[] = [];
  readonly #conditions: string[] = [];

  add(condition: string, ...parameters: SQLInputValue[]): void {
    this.#conditions.push(condition);
    this.parameters.push(...parameters);
  }

  addAll(others: Conditions): void {
    this.#conditions.push(...others.#conditions);
    this.parameters.push(...others.parameters);
  }

  get sql(): string {
    return this.#conditions.join(' AND ') || 'TRUE';
  }
}

/** Every word is in the text, or a single word is the start of the id. The longest first: it excludes most rows. */
export function addSearch(conditions: Conditions, text: string, words: readonly string[]): void {
  const inText = `${text} LIKE ? ESCAPE '\\'`;
  const id = searchedId(words);
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const anywhere = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    if (id === undefined) conditions.add(inText, anywhere);
    else conditions.add(`(${inText} OR id LIKE ?)`, anywhere, `${id}%`);
  }
}
