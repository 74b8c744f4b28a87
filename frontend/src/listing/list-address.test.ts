import { describe, expect, it } from 'vitest';
import { listAddressOf, queryOf, sortedBy } from './list-address.ts';

const SORTS = ['description', 'limit'] as const;
const first = listAddressOf({}, SORTS);

describe('the address of a list', () => {
  it('says nothing of what is as usual', () => {
    expect(first).toEqual({
      search: '',
      sort: 'description',
      order: 'ascending',
      limit: 25,
      after: undefined,
      owner: undefined,
    });
    expect(queryOf(first, SORTS)).toEqual({});
  });

  it('is the same list again when it is opened elsewhere', () => {
    const address = {
      search: 'heat pump',
      sort: 'limit',
      order: 'descending',
      limit: 100,
      after: 'WyJpZCJd',
      owner: '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50',
    } as const;
    expect(listAddressOf(queryOf(address, SORTS), SORTS)).toEqual(address);
  });

  it('that was written by hand counts as far as it makes sense', () => {
    const query = {
      search: ['a', 'b'],
      sort: 'colour',
      order: 'up',
      limit: '7',
      after: '',
      owner: 'x',
    };
    expect(listAddressOf(query, SORTS)).toEqual(first);
    expect(listAddressOf({ search: 'x'.repeat(999) }, SORTS).search).toHaveLength(200);
  });

  it('begins anew when it is sorted by another column, and turns round by the same', () => {
    const byLimit = sortedBy({ ...first, after: 'WyJpZCJd' }, 'limit');
    expect(byLimit).toEqual({ ...first, sort: 'limit' });
    expect(sortedBy(byLimit, 'limit').order).toBe('descending');
    expect(sortedBy(sortedBy(byLimit, 'limit'), 'limit').order).toBe('ascending');
  });
});
