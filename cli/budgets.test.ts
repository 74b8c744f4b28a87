import { randomUUID } from 'node:crypto';
import { Accounts } from '@energy/accounts';
import type { StoredEvent } from '@energy/event-store';
import { evolveBudget } from '@energy/read-models';
import { BUDGETS } from '@energy/read-models/projection';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

let operator: Operator;
let ada: string;
const energy = (...args: string[]) => operator.energy('budgets', ...args);
const set = (amount: string, currency = 'EUR') =>
  energy('set', 'Ada', '--amount', amount, '--currency', currency);

beforeEach(async () => {
  operator = new Operator();
  ada = randomUUID();
  await operator.withEventStore((store) =>
    new Accounts(store).register(ada, { name: 'Ada', role: 'client' }, { actor: 'system' }),
  );
  // An operator's read models exist once a projector has run.
  await operator.withReadModels(async () => {});
});

afterEach(() => operator.leave());

/** Projects the budgets, as the projector does. */
async function project(): Promise<void> {
  await operator.withEventStore((store) =>
    operator.withReadModels(async ({ budgets }) => {
      for await (const event of store.readAll({ prefixes: [BUDGETS.streams] })) {
        const row = await budgets.find(BUDGETS.idOf(event.stream));
        await budgets.store([evolveBudget(row, event as StoredEvent<never>)!], event.position);
      }
    }),
  );
}

describe('energy budgets', () => {
  it('sets, lists and removes the budget of a client', async () => {
    expect(await set('120.50')).toMatchObject({ code: 0, said: 'Set.\n' });
    expect((await set('120.50')).said).toBe('Nothing changed: it was so before.\n');
    await project();
    const { out } = await energy('list', '--json');
    expect(JSON.parse(out)).toEqual({ userId: ada, name: '', amount: '120.50', currency: 'EUR' });
    expect((await energy('list')).out).toContain('120.50 EUR a month');
    expect(await energy('remove', ada)).toMatchObject({ code: 0, said: 'Removed.\n' });
    expect((await energy('remove', 'Ada')).said).toBe('The client has no budget.\n');
    await project();
    expect((await energy('list')).out).toBe('');
  });

  it.each(['0', '-5', '1.505', 'many'])('refuses the amount %s', async (amount) => {
    const { code, said } = await energy('set', 'Ada', `--amount=${amount}`, '--currency', 'EUR');
    expect(code).toBe(2);
    expect(said).toMatch(/amount/i);
  });

  it('refuses a currency that is not in use, and a client who does not exist', async () => {
    expect(await set('5', 'XXX')).toMatchObject({ code: 2 });
    const unknown = await energy('set', 'Nobody', '--amount', '5', '--currency', 'EUR');
    expect(unknown).toMatchObject({ code: 3 });
  });
});
