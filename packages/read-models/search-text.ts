/** Longer texts are searched and sorted by their start, so that cursors stay short. */
const MAX_LENGTH = 1_000;

/** Plain spellings of letters that Unicode does not decompose. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  ς: 'σ',
  þ: 'th',
};

const PLAIN_TEXT = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Converts a text to the form for searching and sorting: without case, accents, ligatures and repeated spaces.
 * "Éclairage  STRASSE" and "eclairage straße" both become "eclairage strasse".
 */
export function searchText(text: string): string {
  if (PLAIN_TEXT.test(text)) return text.toLowerCase().slice(0, MAX_LENGTH);
  return text
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[æđðħıłøœςþ]/g, (letter) => PLAIN_LETTERS[letter]!)
    .replace(/[^\S\n]+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed();
}

/** Splits a search into its distinct words, in the form of {@link searchText}. */
export function searchWords(search: string): readonly string[] {
  return [...new Set(searchText(search).split(/\s+/))].filter((word) => word !== '');
}

/** Tests whether a text contains every word of a search. */
export function hasWords(text: string, search: string): boolean {
  const searched = searchText(text);
  return searchWords(search).every((word) => searched.includes(word));
}

/** The start of an id that a search may look for: a single word of at least four hexadecimal characters. */
export function searchedId(words: readonly string[]): string | undefined {
  return words.length === 1 && /^[0-9a-f]{4}[0-9a-f-]*$/.test(words[0]!) ? words[0] : undefined;
}
