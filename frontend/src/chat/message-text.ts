/** In Unicode code points. */
export const MAX_MESSAGE_LENGTH = 4_000;

/** Control characters except line feeds and tabs, and characters that change the direction of text. */
const INVISIBLE = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/** Removes surrounding white space and invisible characters from typed or pasted text. */
export function toMessageText(typed: string): string {
  return typed.toWellFormed().replace(/\r\n?/g, '\n').replace(INVISIBLE, '').trim();
}

/** Counts Unicode code points. */
export function messageLength(text: string): number {
  return Array.from(text).length;
}
