/** Parts of a text's structure that `JSON.parse` drops. */
export interface JsonStructure {
  /** The position of the first thing that JSON does not allow there; the end of a text that breaks off. */
  readonly errorAt: number | undefined;
  /** The first key that one object has twice, at any depth, and where it comes again. */
  readonly repeatedKey: { readonly key: string; readonly position: number } | undefined;
  /** The texts of the elements, where the text is an array. */
  readonly elements: readonly string[];
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end';

interface Container {
  readonly closing: string;
  /** Those of an object so far. */
  keys?: Set<string>;
}

const PUNCTUATION = '{}[],:';
const WHITESPACE = /[ \t\n\r]*/y;
const BARE_WORD = /[^ \t\n\r{}[\],:"]+/y;

/**
 * Scans a JSON text token by token, up to its first error. Parsers that report positions and repeated keys recurse;
 * this one does not, because a message from outside may nest as deep as it likes.
 */
export function scanJson(text: string): JsonStructure {
  const open: Container[] = [];
  const elements: string[] = [];
  let repeatedKey: JsonStructure['repeatedKey'];
  let expected: Expected = 'value';
  let elementAt = 0;
  let at = matchEnd(WHITESPACE, text, 0);
  while (at < text.length) {
    const end = tokenEnd(text, at);
    const token = text.slice(at, end);
    const container = open.at(-1);
    const isValueExpected = expected === 'value' || expected === 'value or end';
    let isValueComplete = false;
    if (isValueExpected && open.length === 1) elementAt = at;
    if (isValueExpected && (token === '{' || token === '[')) {
      open.push({ closing: token === '{' ? '}' : ']' });
      expected = token === '{' ? 'key or end' : 'value or end';
    } else if (expected.endsWith('end') && token === container?.closing) {
      open.pop();
      isValueComplete = true;
    } else if (expected === 'comma or end' && token === ',') {
      expected = container?.closing === '}' ? 'key' : 'value';
    } else if (expected === 'colon' && token === ':') {
      expected = 'value';
    } else if (expected.startsWith('key') && isStringToken(token)) {
      const key = JSON.parse(token) as string;
      container!.keys ??= new Set();
      if (container!.keys.has(key)) repeatedKey ??= { key, position: at };
      container!.keys.add(key);
      expected = 'colon';
    } else if (isValueExpected && isScalarToken(token)) {
      isValueComplete = true;
    } else {
      return { errorAt: at, repeatedKey, elements };
    }
    if (isValueComplete) {
      expected = open.length === 0 ? 'end' : 'comma or end';
      if (open.length === 1 && open[0]!.closing === ']') elements.push(text.slice(elementAt, end));
    }
    at = matchEnd(WHITESPACE, text, end);
  }
  return { errorAt: expected === 'end' ? undefined : at, repeatedKey, elements };
}

function tokenEnd(text: string, start: number): number {
  const first = text[start]!;
  if (first === '"') return stringEnd(text, start);
  return PUNCTUATION.includes(first) ? start + 1 : matchEnd(BARE_WORD, text, start);
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  pattern.test(text);
  return pattern.lastIndex;
}

function isStringToken(token: string): boolean {
  return token.startsWith('"') && isScalarToken(token);
}

function isScalarToken(token: string): boolean {
  if (PUNCTUATION.includes(token)) return false;
  try {
    JSON.parse(token);
    return true;
  } catch {
    return false;
  }
}
