const MAX_BYTES = 10_000_000;

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252';

export type FileText =
  | { readonly text: string; readonly encoding: Encoding }
  | { readonly problem: 'empty' | 'too-large' | 'not-text' };

/** Every control character but tabs and line breaks. */
const BINARY = /(?![\t\n\v\f\r\x85])\p{Cc}/u;

/**
 * Decodes a file as UTF-8 with or without a byte order mark, as UTF-16 with one, or else as Windows-1252,
 * which older spreadsheets write and which accepts every byte.
 */
export function decodeFile(bytes: Uint8Array): FileText {
  if (bytes.length > MAX_BYTES) return { problem: 'too-large' };
  const { text, encoding } = decodeBytes(bytes);
  if (BINARY.test(text)) return { problem: 'not-text' };
  return text.trim() === '' ? { problem: 'empty' } : { text, encoding };
}

function decodeBytes(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const byteOrderMark = `${bytes[0]} ${bytes[1]}`;
  if (byteOrderMark === '255 254') return { text: decode('utf-16le', bytes), encoding: 'utf-16' };
  if (byteOrderMark === '254 255') return { text: decode('utf-16be', bytes), encoding: 'utf-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: decode('windows-1252', bytes), encoding: 'windows-1252' };
  }
}

const decode = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes);
