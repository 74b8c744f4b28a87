import { describe, expect, it } from 'vitest';
import { changedFields, conflictOf, withTheirs, withYours } from './conflict.ts';

const before = { description: 'Fridge', address: 'Here', limit: '1' };
const typed = { description: 'Freezer', address: 'Here', limit: '1' };
const theirs = { description: 'Cooler', address: 'There', limit: '1' };

describe('a form whose subject somebody else changed', () => {
  it('tells what they changed, and what was typed in the same places', () => {
    expect(conflictOf(before, typed, theirs)).toEqual([
      { field: 'description', before: 'Fridge', theirs: 'Cooler', yours: 'Freezer' },
      { field: 'address', before: 'Here', theirs: 'There', yours: undefined },
    ]);
  });

  it('keeps theirs, and what was typed elsewhere', () => {
    const alsoLimit = { ...typed, limit: '2' };
    expect(withTheirs(before, alsoLimit, theirs)).toEqual({ ...theirs, limit: '2' });
  });

  it('puts what was typed over it, and nothing else', () => {
    expect(withYours(before, typed, theirs)).toEqual({ ...theirs, description: 'Freezer' });
  });

  it('has nothing to tell where what they changed was changed back', () => {
    expect(conflictOf(before, typed, before)).toEqual([]);
    expect(changedFields(before, typed)).toEqual({ description: 'Freezer' });
  });
});
