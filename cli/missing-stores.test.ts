import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const ID = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const FRIDGE = [
  '--description',
  'Fridge',
  '--address',
  'Rue de la Loi 16',
  '--limit',
  '0.5',
  '--time-zone',
  'Europe/Brussels',
];

let operator: Operator;
beforeEach(() => {
  operator = new Operator({ stores: 'missing' });
});
afterEach(() => operator.leave());

describe('a folder without a platform', () => {
  it.each([
    ['READ_MODEL_URL', ['devices', 'list']],
    ['EVENT_STORE_URL', ['devices', 'register', ...FRIDGE]],
    ['EVENT_STORE_URL', ['devices', 'change', ID, '--limit', '1']],
    ['EVENT_STORE_URL', ['devices', 'decommission', ID]],
    ['READ_MODEL_URL', ['users', 'list']],
    ['EVENT_STORE_URL', ['users', 'reset-password', 'Ada']],
    ['EVENT_STORE_URL', ['users', 'add-administrator', 'Ada']],
    ['READ_MODEL_URL', ['alerts', 'list']],
    ['BROKER_URL', ['dead-letters', 'list']],
    ['BROKER_URL', ['dead-letters', 'replay']],
    ['BROKER_URL', ['dead-letters', 'purge']],
    ['EVENT_STORE_URL', ['audit', 'device', '--verify']],
    ['EVENT_STORE_URL', ['audit', 'user', ID]],
    ['EVENT_STORE_URL', ['audit', 'actor', 'system']],
    ['_URL', ['projections', 'list']],
    ['_URL', ['projections', 'rebuild', 'devices']],
    ['_URL', ['projections', 'verify', 'hourly-consumption']],
    ['_URL', ['backup', '/tmp/never-made']],
  ])('is reported by its %s, with nothing made, by energy %j', async (variable, args) => {
    const { code, out, said } = await operator.energy(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(variable);
    expect(said).toContain(operator.folder);
    expect(said).not.toContain('    at ');
    expect(readdirSync(operator.folder)).toEqual([]);
  });

  it('is named by its full path where the variable has its default', async () => {
    delete operator.environment.READ_MODEL_URL;
    const { code, said } = await operator.energy('devices', 'list');
    expect(code).toBe(2);
    expect(said).toContain(path.resolve('data/read-models.db'));
    expect(said).toContain('READ_MODEL_URL is not set');
  });

  it('gets its stores from an explicit --create', async () => {
    const registered = await operator.energy('devices', 'register', ...FRIDGE, '--create');
    expect(registered.code).toBe(0);
    const added = await operator.energy('users', 'add-administrator', 'Ada', '--create');
    expect(added.code).toBe(0);
  });
});

describe('a store of another kind', () => {
  it('is refused, and stays as it is', async () => {
    await operator.energy('users', 'add-administrator', 'Ada', '--create');
    operator.environment.BROKER_URL = operator.environment.EVENT_STORE_URL!;
    const { code, said } = await operator.energy('dead-letters', 'list');
    expect(code).toBe(2);
    expect(said).toContain('events.db has no table "dead_letters"');
  });
});
