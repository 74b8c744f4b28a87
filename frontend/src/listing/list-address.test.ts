import { describe, expect, it } from 'vitest';
import { isNarrowed, parseListAddress, toggleSort, toQuery } from './list-address.ts';

const SORTS = ['description', 'limit'] as const;
const DEFAULTS = parseListAddress({}, SORTS);

describe('the address of a list', () => {
  it('leaves out defaults', () => {
    expect(DEFAULTS).toEqual({
      search: '',
      sort: 'description',
      order: 'ascending',
      limit: 25,
      after: undefined,
      owner: undefined,
      filter: undefined,
    });
    expect(toQuery(DEFAULTS, SORTS)).toEqual({});
  });

  it('opens the same list in another browser', () => {
    const address = {
      search: 'heat pump',
      sort: 'limit',
      order: 'descending',
      limit: 100,
      after: 'WyJpZCJd',
      owner: '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50',
      filter: 'over-limit',
    } as const;
    expect(parseListAddress(toQuery(address, SORTS), SORTS)).toEqual(address);
  });

  it('ignores invalid values', () => {
    const query = {
      search: ['a', 'b'],
      sort: 'colour',
      order: 'up',
      limit: '7',
      after: '',
      owner: 'x',
      filter: 'No filter!',
    };
    expect(parseListAddress(query, SORTS)).toEqual(DEFAULTS);
    expect(parseListAddress({ search: 'x'.repeat(999) }, SORTS).search).toHaveLength(200);
  });

  it('returns to the first page when the sort column changes, and reverses the order of the same column', () => {
    const byLimit = toggleSort({ ...DEFAULTS, after: 'WyJpZCJd' }, 'limit');
    expect(byLimit).toEqual({ ...DEFAULTS, sort: 'limit' });
    expect(toggleSort(byLimit, 'limit').order).toBe('descending');
    expect(toggleSort(toggleSort(byLimit, 'limit'), 'limit').order).toBe('ascending');
  });

  it('is narrowed by a search, an owner, a filter or a later page, and not by its order', () => {
    expect(isNarrowed({ ...DEFAULTS, sort: 'limit', order: 'descending', limit: 100 })).toBe(false);
    for (const part of [{ search: 'a' }, { after: 'b' }, { owner: 'c' }, { filter: 'd' }]) {
      expect(isNarrowed({ ...DEFAULTS, ...part })).toBe(true);
    }
  });
});
