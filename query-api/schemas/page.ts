import { Type } from 'typebox';

/** Where the page after this one starts. */
export const next = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  description: 'To be given as `after` for the next page; null on the last one.',
  examples: ['WyJpZCIsIjVjMjQ5NGEzIl0'],
});
