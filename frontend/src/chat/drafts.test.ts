import { expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { Stored } from './testing/stored.ts';

it('a draft is kept for each conversation and person until they sign out', () => {
  const storage = new Stored();
  const [emma, noah] = [new Drafts(storage, 'emma'), new Drafts(storage, 'noah')];
  emma.keep('a', 'to a');
  emma.keep('b', 'to b');
  noah.keep('a', 'of noah');
  expect([emma.of('a'), emma.of('b'), emma.of('c'), noah.of('a')]).toEqual([
    ...['to a', 'to b', '', 'of noah'],
  ]);
  emma.keep('b', '');
  expect(storage.length).toBe(2);
  emma.forgetAll();
  expect([emma.of('a'), noah.of('a')]).toEqual(['', 'of noah']);
  storage.isFull = true;
  emma.keep('a', 'more'); // Lost with the page, but no more than that.
});
