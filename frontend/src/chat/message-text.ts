/** So many characters (Unicode code points) a message may have. */
export const LONGEST_MESSAGE = 4_000;

/** What is sent of what was typed or pasted: without white space around it, and signs that nobody sees. */
export function sendableText(typed: string): string {
  return typed.toWellFormed().replace(/\r\n?/g, '\n').replace(INVISIBLE, '').trim();
}

/** Control characters except line feeds and tabs, and characters that change the direction of text. */
const INVISIBLE = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

export function lengthOf(text: string): number {
  return Array.from(text).length;
}
