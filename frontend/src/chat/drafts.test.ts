import { expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { Stored } from './testing/stored.ts';

it('stores a draft for each conversation and person until they sign out', () => {
  const storage = new Stored();
  const emma = new Drafts(storage, 'emma');
  const noah = new Drafts(storage, 'noah');
  emma.set('a', 'to a');
  emma.set('b', 'to b');
  noah.set('a', 'of noah');
  expect([emma.get('a'), emma.get('b'), emma.get('c'), noah.get('a')]).toEqual([
    'to a',
    'to b',
    '',
    'of noah',
  ]);
  emma.set('b', '');
  expect(storage.length).toBe(2);
  emma.clear();
  expect([emma.get('a'), noah.get('a')]).toEqual(['', 'of noah']);
  storage.isFull = true;
  emma.set('a', 'more'); // Must not throw.
});
