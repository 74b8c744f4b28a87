/** Longer texts are found and sorted by their beginning: it keeps cursors short. */
const LONGEST = 1_000;

/** Letters that people write plainly without them being a letter and an accent. */
const PLAIN: Readonly<Record<string, string>> = {
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

const PLAIN_ALREADY = /^[!-~]+(?: [!-~]+)*$/;

/**
 * A text as it is searched and sorted: without case, accents, ligatures and superfluous spaces, so
 * that "Éclairage  STRASSE" is "eclairage strasse", as is "eclairage straße".
 */
export function searchText(text: string): string {
  if (PLAIN_ALREADY.test(text)) return text.toLowerCase().slice(0, LONGEST);
  return text
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[æđðħıłøœςþ]/g, (letter) => PLAIN[letter]!)
    .replace(/[^\S\n]+/g, ' ')
    .trim()
    .slice(0, LONGEST)
    .toWellFormed();
}

/** The words of a search, as they stand in a {@link searchText}: each once. */
export function searchWords(search: string): readonly string[] {
  return [...new Set(searchText(search).split(/\s+/))].filter((word) => word !== '');
}

/** Whether every word of a search is found in a text. */
export function hasWords(text: string, search: string): boolean {
  const searched = searchText(text);
  return searchWords(search).every((word) => searched.includes(word));
}

/**
 * The beginning of an id that a search may be looking for, besides looking into texts: at least four
 * of its characters, as the only word.
 */
export function searchedId(words: readonly string[]): string | undefined {
  return words.length === 1 && /^[0-9a-f]{4}[0-9a-f-]*$/.test(words[0]!) ? words[0] : undefined;
}
