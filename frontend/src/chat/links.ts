/** A part of a message; a link where it has an address. */
export interface MessagePart {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/giu;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,;:!?'»“”…]+$/u;

/** Splits a message at its web addresses. The parts make up the whole text. */
export function splitLinks(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match);
    if (!URL.canParse(address)) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href: new URL(address).href });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function withoutTrailing(match: string): string {
  const address = match.replace(TRAILING, '');
  const isClosing = address.endsWith(')') && !address.includes('(');
  return isClosing ? withoutTrailing(address.slice(0, -1)) : address;
}
