import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from './conversations.ts';
import { InvalidCursor } from './listing.ts';
import type { ReadModels } from './read-models.ts';
import { conversation } from './testing/conversation.ts';
import type { User } from './users.ts';

/** Contract of the administrators' inbox on every engine. */
export function describeConversations(open: () => ReadModels): void {
  describe('conversations', () => {
    let models: ReadModels;
    beforeEach(() => {
      models = open();
    });

    /** Stores clients and a conversation with each, one per minute. */
    async function begun(...names: string[]): Promise<User[]> {
      const clients = names.map((name) => client(name));
      await models.users.store(clients);
      await models.conversations.store(clients.map(({ id }, n) => conversation(id, n)));
      return clients;
    }

    /** Lists the names of the clients on all pages, in their order. */
    async function names(search?: string, limit = 3): Promise<(string | undefined)[]> {
      const found: (string | undefined)[] = [];
      let after: string | undefined;
      do {
        const page = await models.conversations.list({ limit, search, after });
        expect(page.conversations.length).toBeLessThanOrEqual(limit);
        found.push(...page.conversations.map(({ clientName }) => clientName));
        after = page.next;
      } while (after !== undefined);
      return found;
    }

    it('are stored unchanged, with or without their optional parts', async () => {
      const id = randomUUID();
      const states: Conversation[] = [
        conversation(id, 0),
        conversation(id, 1, {
          unread: 0,
          waitingSince: undefined,
          readThrough: { client: undefined, administrators: 0 },
          revision: 1,
        }),
        conversation(id, 2, {
          readThrough: { client: 3, administrators: 0 },
          closedAt: new Date(7).toISOString(),
          revision: 4,
        }),
      ];
      for (const [index, state] of states.entries()) {
        await models.conversations.store([state], `0${index}`);
        expect(await open().conversations.find(id)).toEqual(state);
        const { conversations } = await open().conversations.list({ limit: 9 });
        expect(conversations).toEqual([{ ...state, clientName: undefined }]);
      }
      expect(await models.conversations.position()).toBe('02');
      expect(await models.conversations.find(randomUUID())).toBeUndefined();
    });

    it('stay when an earlier state is stored late, or by another process', async () => {
      const id = randomUUID();
      const later = conversation(id, 5, { revision: 5 });
      await models.conversations.store([later], '05');
      await open().conversations.store([conversation(id, 1, { revision: 1 })], '01');
      expect(await models.conversations.find(id)).toEqual(later);
      expect(await models.conversations.position()).toBe('05');
    });

    it('are found several at once, or all by id', async () => {
      const one = conversation(randomUUID(), 1);
      const two = conversation(randomUUID(), 2);
      await models.conversations.store([one, two]);
      const rows = await models.conversations.findAll([two.id, randomUUID(), one.id]);
      expect(new Set(rows)).toEqual(new Set([one, two]));
      const all = await Array.fromAsync(models.conversations.all());
      expect(all.map(({ id }) => id)).toEqual([one.id, two.id].sort());
    });

    it('come by their last message, the newest first, page by page', async () => {
      const [ann] = await begun('Ann', 'Bea', 'Carol', 'Dora', 'Eve');
      expect(await names()).toEqual(['Eve', 'Dora', 'Carol', 'Bea', 'Ann']);
      await models.conversations.store([conversation(ann!.id, 9, { revision: 1 })]);
      expect(await names()).toEqual(['Ann', 'Eve', 'Dora', 'Carol', 'Bea']);
    });

    it('come each once, where many were written to in the same instant', async () => {
      const clients = Array.from({ length: 20 }, (_, n) => client(`Client ${n}`));
      await models.users.store(clients);
      await models.conversations.store(clients.map(({ id }) => conversation(id, 1)));
      expect((await names()).sort()).toEqual(clients.map(({ name }) => name).sort());
    });

    it('are found by the words of their client’s name, whatever their case and accents', async () => {
      const [, , ann] = await begun('Zoë de Vries', 'Zoe Janssens', 'Ann de Vries', '冷蔵庫 K.');
      expect(await names('zoe')).toEqual(['Zoe Janssens', 'Zoë de Vries']);
      expect(await names('VRIES zoë')).toEqual(['Zoë de Vries']);
      expect(await names('vries', 1)).toEqual(['Ann de Vries', 'Zoë de Vries']);
      expect(await names('冷')).toEqual(['冷蔵庫 K.']);
      expect(await names('k.')).toEqual(['冷蔵庫 K.']);
      for (const text of ['nobody', '%', '_', '.*', '"', ann!.id, ann!.id.slice(0, 6)]) {
        expect(await names(text)).toEqual([]);
      }
      expect(await names('  ')).toHaveLength(4);
    });

    it('are found by the name that their client has now, also when it was deleted', async () => {
      const [ann] = (await begun('Ann', 'Bea')) as [User, User];
      await models.users.store([{ ...ann, name: 'Anna Bell', revision: 1 }]);
      expect([await names('bell'), await names('ann')]).toEqual([['Anna Bell'], ['Anna Bell']]);
      const name = 'Cora';
      await models.users.store([{ ...ann, name, revision: 2 }]);
      expect([await names('bell'), await names('cora')]).toEqual([[], ['Cora']]);
      await models.users.store([
        { ...ann, name, deletedAt: new Date(9).toISOString(), revision: 3 },
      ]);
      expect([await names('cora'), await names('co')]).toEqual([['Cora'], ['Cora']]);
      expect(await names()).toEqual(['Bea', 'Cora']);
    });

    it('are all found, where very many have a name and few of them a conversation', async () => {
      const many = Array.from({ length: 2_100 }, (_, n) => client(`Jansen ${n}`));
      await models.users.store(many);
      const some = many.filter((_, n) => n % 300 === 0);
      await models.conversations.store(some.map(({ id }, n) => conversation(id, n)));
      await begun('Somebody else');
      const expected = some.map(({ name }) => name).toReversed();
      expect(await names('jansen', 3)).toEqual(expected);
      expect(await names('jansen', expected.length)).toEqual(expected);
    });

    it('refuse a cursor of nobody’s making', async () => {
      await begun('Ann', 'Bea');
      const { next } = await models.users.list({ limit: 1 });
      for (const after of [next!, '', 'x', randomUUID()]) {
        const listing = models.conversations.list({ limit: 1, after });
        await expect(listing).rejects.toThrow(InvalidCursor);
      }
    });
  });
}

function client(name: string): User {
  const registeredAt = new Date(0).toISOString();
  return {
    id: randomUUID(),
    name,
    role: 'client',
    registeredAt,
    revision: 0,
    deletedAt: undefined,
  };
}
