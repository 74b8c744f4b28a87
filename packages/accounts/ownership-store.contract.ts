import type { StoredEvent } from '@energy/event-store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwnershipChanges } from './ownership-changes.ts';
import type { OwnershipEntry, OwnershipStore } from './ownership-store.ts';
import { anyEvents, changesOf, positionAt, storedEvents } from './testing/ownership-events.ts';

const ANN = 'a0000000-0000-4000-8000-00000000000a';
const BOB = 'b0000000-0000-4000-8000-00000000000b';
const FRIDGE = 'd0000000-0000-4000-8000-00000000000d';
const BOILER = 'e0000000-0000-4000-8000-00000000000e';

export interface OwnershipStores {
  /** Opens the same index, as another process does. */
  open(): OwnershipStore;
  remove(): Promise<void>;
}

/** The contract of the stored ownership index. */
export function describeOwnershipStore(
  name: string,
  make: () => Promise<OwnershipStores>,
  { runs = 60 }: { readonly runs?: number } = {},
): void {
  describe(`the ownership index on ${name}`, () => {
    let stores: OwnershipStores;
    let store: OwnershipStore;
    let other: OwnershipStore;
    const opened: OwnershipStore[] = [];

    function open(): OwnershipStore {
      const another = stores.open();
      opened.push(another);
      return another;
    }

    beforeEach(async () => {
      stores = await make();
      store = open();
      other = open();
    });

    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
      await stores.remove();
    });

    /** Ann is an administrator, Bob a client who owns the fridge and the boiler. */
    async function fill(): Promise<void> {
      const events = storedEvents([
        [`user-${ANN}`, { type: 'UserRegistered', data: { name: 'Ann', role: 'administrator' } }],
        [`user-${BOB}`, { type: 'UserRegistered', data: { name: 'capa', role: 'client' } }],
        ['username-capa', { type: 'UserNameTaken', data: { name: 'capa', userId: BOB } }],
        [`device-${FRIDGE}`, { type: 'DeviceAssigned', data: { userId: BOB } }],
        [`device-${BOILER}`, { type: 'DeviceAssigned', data: { userId: BOB } }],
      ]);
      await store.apply({ after: '', position: positionAt(5), changes: changesOf(events) });
    }

    it('is empty at first', async () => {
      expect(await store.position()).toBeUndefined();
      expect(await store.factsOf(ANN)).toEqual({
        otherAdministrators: 0,
        ownedDevices: 0,
        position: undefined,
      });
      expect(await Array.fromAsync(store.entries())).toEqual([]);
      expect(await store.count()).toBe(0);
    });

    it('answers with its position, in every process', async () => {
      await fill();
      const position = positionAt(5);
      for (const each of [store, other, open()]) {
        expect(await each.position()).toBe(position);
        const facts = { otherAdministrators: 1, ownedDevices: 2, position };
        expect(await each.factsOf(BOB)).toEqual(facts);
        expect(await each.factsOf(ANN)).toEqual({
          otherAdministrators: 0,
          ownedDevices: 0,
          position,
        });
        const { roles } = await each.rolesOf([ANN, BOB, 'nobody']);
        expect([...roles].sort()).toEqual([
          [ANN, 'administrator'],
          [BOB, 'client'],
        ]);
        const owned = await each.devicesOf(BOB);
        expect(owned).toEqual({ devices: expect.any(Array), position });
        expect(owned.devices.toSorted()).toEqual([FRIDGE, BOILER]);
        const held = { name: 'capa', userId: BOB, position: positionAt(3) };
        expect(await each.lookalikesOf('САРА')).toEqual({ names: [held], position });
        expect((await each.lookalikesOf('Ann')).names).toEqual([]);
        expect(await each.count()).toBe(5);
      }
    });

    it('ignores a batch that it contains, and takes one that reaches further', async () => {
      await fill();
      const [deleted] = storedEvents([[`user-${ANN}`, { type: 'UserDeleted', data: {} }]]);
      const old = { after: '', position: positionAt(5), changes: changesOf([deleted!]) };
      expect(await other.apply(old)).toBe(positionAt(5));
      expect((await other.factsOf(BOB)).otherAdministrators).toBe(1);
      // A process that lags covers more than what is new.
      const overlapping = { ...old, after: positionAt(2), position: positionAt(7) };
      expect(await other.apply(overlapping)).toBe(positionAt(7));
      expect((await store.factsOf(BOB)).otherAdministrators).toBe(0);
    });

    it('applies nothing after a gap: it was cleared', async () => {
      await fill();
      await store.setPolicyPosition(positionAt(4));
      await other.clear();
      expect(await store.position()).toBeUndefined();
      expect(await store.policyPosition()).toBeUndefined();
      expect(await Array.fromAsync(store.entries())).toEqual([]);
      const [assigned] = storedEvents([
        [`device-${FRIDGE}`, { type: 'DeviceAssigned', data: { userId: ANN } }],
      ]);
      const late = {
        after: positionAt(5),
        position: positionAt(6),
        changes: changesOf([assigned!]),
      };
      expect(await store.apply(late)).toBeUndefined();
      expect(await store.count()).toBe(0);
      await fill();
      expect(await other.apply(late)).toBe(positionAt(6));
      expect((await store.devicesOf(ANN)).devices).toEqual([FRIDGE]);
    });

    it('stores how far the policies are', async () => {
      expect(await store.policyPosition()).toBeUndefined();
      await store.setPolicyPosition(positionAt(7));
      expect(await other.policyPosition()).toBe(positionAt(7));
      await other.setPolicyPosition(positionAt(6));
      expect(await open().policyPosition()).toBe(positionAt(6));
      expect(await store.position()).toBeUndefined();
    });

    it('is right when two processes apply the same batches at once', async () => {
      const users = Array.from({ length: 40 }, (_, number) => `user-${number}`);
      const events = storedEvents(
        users.map((stream) => [
          stream,
          { type: 'UserRegistered', data: { name: stream, role: 'administrator' } },
        ]),
      );
      await Promise.all(
        [store, other].map(async (each, process) => {
          const size = 3 + process;
          for (let from = 0; from < events.length; from += size) {
            const to = Math.min(from + size, events.length);
            await each.apply(batchOf(events, from, to));
          }
        }),
      );
      expect(await store.factsOf('')).toMatchObject({
        otherAdministrators: 40,
        position: positionAt(40),
      });
    });

    it('equals the fold in memory, for any events, batches, processes and kills', async () => {
      await fc.assert(
        fc.asyncProperty(
          anyEvents,
          fc.array(anyStep, { maxLength: 20 }),
          async (appended, steps) => {
            await store.clear();
            const events = storedEvents(appended);
            const reached = [0, 0];
            // Each process applies batches of its own; a killed one continues at the stored position.
            for (const { process, size, end } of [
              ...steps,
              { process: 0, size: 99, end: 'stored' as const },
            ]) {
              if (end === 'restarted') reached[process] = Number((await store.position()) ?? 0);
              const from = reached[process]!;
              const to = Math.min(from + size, events.length);
              if (to === from || end === 'killed before') continue;
              const stored = await [store, other][process]!.apply(batchOf(events, from, to));
              expect(Number(stored)).toBeGreaterThanOrEqual(to);
              if (end === 'stored') reached[process] = to;
            }
            const entries = await Array.fromAsync(other.entries());
            expect(entries.toSorted(byKey)).toEqual(entriesOf(changesOf(events)).toSorted(byKey));
            expect(await store.count()).toBe(entries.length);
            await expectAnswers(store, changesOf(events));
          },
        ),
        { numRuns: runs },
      );
    });
  });
}

const anyStep = fc.record({
  process: fc.constantFrom(0, 1),
  size: fc.integer({ min: 1, max: 6 }),
  /** A process that is killed afterwards applies the same batch again. */
  end: fc.constantFrom('stored', 'killed before', 'killed afterwards', 'restarted'),
});

function batchOf(events: readonly StoredEvent[], from: number, to: number) {
  const changes = changesOf(events.slice(from, to));
  return { after: positionAt(from), position: positionAt(to), changes };
}

function entriesOf({ roles, owners, names }: OwnershipChanges): OwnershipEntry[] {
  const of = <Kind extends OwnershipEntry['kind'], Value>(
    kind: Kind,
    map: ReadonlyMap<string, Value | undefined>,
  ) => {
    const entries = [...map].filter(([, value]) => value !== undefined);
    return entries.map(([id, value]) => ({ kind, id, value }) as unknown as OwnershipEntry);
  };
  return [...of('role', roles), ...of('owner', owners), ...of('name', names)];
}

function byKey(one: OwnershipEntry, another: OwnershipEntry): number {
  return `${one.kind} ${one.id}` < `${another.kind} ${another.id}` ? -1 : 1;
}

async function expectAnswers(store: OwnershipStore, fold: OwnershipChanges): Promise<void> {
  const administrators = [...fold.roles].filter(([, role]) => role === 'administrator');
  for (const userId of [...fold.roles.keys(), 'nobody']) {
    const owned = [...fold.owners].filter(([, owner]) => owner === userId).map(([id]) => id);
    const facts = await store.factsOf(userId);
    expect(facts.otherAdministrators).toBe(administrators.filter(([id]) => id !== userId).length);
    expect(facts.ownedDevices).toBe(owned.length);
    expect((await store.devicesOf(userId)).devices.toSorted()).toEqual(owned.toSorted());
    expect((await store.rolesOf([userId])).roles.get(userId)).toBe(fold.roles.get(userId));
  }
}
