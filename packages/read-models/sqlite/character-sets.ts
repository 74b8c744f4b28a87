/** Of the 64 bits, those of other characters than letters and digits: first of ASCII, then the rest. */
const FIRST_OF_PUNCTUATION = 36;
const PUNCTUATION_BITS = 8;
const FIRST_OF_OTHERS = FIRST_OF_PUNCTUATION + PUNCTUATION_BITS;
const OTHER_BITS = 64 - FIRST_OF_OTHERS;

export const BYTES_OF_A_SET = 8;

/**
 * Which characters a searchable text contains, as two numbers of 32 bits: one bit for each letter and digit, shared
 * ones for others. A text with a word has all bits of the word.
 */
export function charactersOf(text: string): Uint32Array {
  const set = new Uint32Array(2);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 32) continue;
    const bit = bitOf(code);
    set[bit >>> 5]! |= 1 << (bit & 31);
  }
  return set;
}

function bitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return code - 48 + 26;
  if (code < 128) return FIRST_OF_PUNCTUATION + (code % PUNCTUATION_BITS);
  return FIRST_OF_OTHERS + (code % OTHER_BITS);
}
