/** The most bytes that a file may have: far more than the lines that are read of it. */
export const MOST_BYTES = 10_000_000;

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252';

/** What a file says, or why it is none of text. */
export type FileText =
  | { readonly text: string; readonly encoding: Encoding }
  | { readonly problem: 'empty' | 'too-large' | 'no-text' };

// Of control characters, texts have tabs and line breaks alone.
const NO_TEXT = /(?![\t\n\v\f\r\x85])\p{Cc}/u;

/**
 * Reads the bytes of a file as text: UTF-8 with or without its mark, UTF-16 with it, and else what
 * spreadsheets of old write, in which every byte is a character.
 */
export function textOf(bytes: Uint8Array): FileText {
  if (bytes.length > MOST_BYTES) return { problem: 'too-large' };
  const { text, encoding } = decoded(bytes);
  if (NO_TEXT.test(text)) return { problem: 'no-text' };
  return text.trim() === '' ? { problem: 'empty' } : { text, encoding };
}

function decoded(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const mark = `${bytes[0]} ${bytes[1]}`;
  if (mark === '255 254') return { text: decode('utf-16le', bytes), encoding: 'utf-16' };
  if (mark === '254 255') return { text: decode('utf-16be', bytes), encoding: 'utf-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: decode('windows-1252', bytes), encoding: 'windows-1252' };
  }
}

const decode = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes);
