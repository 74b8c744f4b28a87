import { Type } from 'typebox';

export const next = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  description: 'The `after` of the next page; null on the last one.',
  examples: ['WyJpZCIsIjVjMjQ5NGEzIl0'],
});
