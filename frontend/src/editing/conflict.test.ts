import { describe, expect, it } from 'vitest';
import {
  changedFields,
  findConflicts,
  mergePreferringTheirs,
  mergePreferringYours,
} from './conflict.ts';

const before = { description: 'Fridge', address: 'Here', limit: '1' };
const typed = { description: 'Freezer', address: 'Here', limit: '1' };
const theirs = { description: 'Cooler', address: 'There', limit: '1' };

describe('a form whose record somebody else changed', () => {
  it('lists their changes beside the values typed in the same fields', () => {
    expect(findConflicts({ before, typed, theirs })).toEqual([
      { field: 'description', before: 'Fridge', theirs: 'Cooler', yours: 'Freezer' },
      { field: 'address', before: 'Here', theirs: 'There', yours: undefined },
    ]);
  });

  it('keeps their values, and the values typed in other fields', () => {
    const alsoLimit = { ...typed, limit: '2' };
    const merged = mergePreferringTheirs({ before, typed: alsoLimit, theirs });
    expect(merged).toEqual({ ...theirs, limit: '2' });
  });

  it('overwrites only the fields that were edited here', () => {
    const merged = mergePreferringYours({ before, typed, theirs });
    expect(merged).toEqual({ ...theirs, description: 'Freezer' });
  });

  it('has no conflict where they restored the old values', () => {
    expect(findConflicts({ before, typed, theirs: before })).toEqual([]);
    expect(changedFields(before, typed)).toEqual({ description: 'Freezer' });
  });
});
