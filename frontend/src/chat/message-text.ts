/** So many characters (Unicode code points) a message may have. */
export const LONGEST_MESSAGE = 4_000;

/** What is sent of what was typed or pasted: without white space around it, and signs that nobody sees. */
export function sendableText(typed: string): string {
  return typed.toWellFormed().replace(/\r\n?/g, '\n').replace(INVISIBLE, '').trim();
}

/** Control characters, which messages must not have, but for line feeds and tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for.
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function lengthOf(text: string): number {
  return Array.from(text).length;
}
