import { randomUUID, randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactId, expandId } from './compact-id.ts';
import { IdSlots } from './id-slots.ts';

const anyId = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replace('-', '0')),
  fc.uuid().map((id) => `${id}-`),
  fc.uuid().map((id) => id.replace(/^./, 'g')),
  fc.string({ maxLength: 40 }),
);

describe('the slots of ids', () => {
  it('equal those of a map, for any ids', () => {
    fc.assert(
      fc.property(fc.array(anyId), fc.array(anyId), (added, others) => {
        const slots = new IdSlots();
        const map = new Map<string, number>();
        for (const id of [...added, ...added]) {
          if (!map.has(id)) map.set(id, map.size);
          expect(slots.add(id)).toBe(map.get(id));
        }
        expect(slots.size).toBe(map.size);
        for (const id of [...added, ...others]) expect(slots.find(id)).toBe(map.get(id));
        for (const [id, slot] of map) expect(slots.idAt(slot)).toBe(id);
      }),
    );
  });

  it.each([
    ['random', randomUUID],
    ['made one after the other', randomUUIDv7],
  ])('are found among many ids that are %s', (_, makeId) => {
    const ids = Array.from({ length: 50_000 }, () => makeId());
    const slots = new IdSlots();
    for (const id of ids) slots.add(id);
    expect(ids.every((id, slot) => slots.find(id) === slot && slots.idAt(slot) === id)).toBe(true);
    expect(slots.find(makeId())).toBeUndefined();
  });
});

describe('a compact id', () => {
  it('is the id again, and 16 bytes for a UUID', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(expandId(compactId(id))).toBe(id);
      }),
    );
    expect(compactId(randomUUID())).toHaveLength(16);
  });
});
