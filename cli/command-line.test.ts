import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(() => {
  operator = new Operator();
});

afterEach(() => operator.leave());

const fridge = [
  '--description',
  'Fridge',
  '--address',
  'Rue de la Loi 16',
  '--limit',
  '0.5',
  '--time-zone',
  'europe/brussels',
];

describe('the energy command line', () => {
  it('says which variable makes no sense', async () => {
    operator.environment.BROKER_URL = 'kafka://somewhere';
    const { code, said } = await energy('dead-letters', 'list');
    expect(code).toBe(2);
    expect(said).toContain('BROKER_URL is "kafka://somewhere" but must be a URL that starts with');
  });

  it('says when an engine is away', async () => {
    operator.environment.EVENT_STORE_URL = `sqlite:${operator.folder}`;
    const { code, said } = await energy('devices', 'register', ...fridge);
    expect(code).toBe(1);
    expect(said).toMatch(/^the database .* can't be used/);
  });

  it('explains itself', async () => {
    expect(await energy('--help')).toMatchObject({ code: 0 });
    expect((await energy('devices', 'register', '--help')).out).toContain('--time-zone');
  });
});
