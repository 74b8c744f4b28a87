import { describe, expect, it } from 'vitest';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import { executeLine, type ImportApi, type LineResult } from './execute-line.ts';
import type { LineAction } from './import-plan.ts';

/** An API that creates one record per idempotency key, and can lose responses. */
class FakeApi {
  readonly records = new Map<
    string,
    { id: string; deletedAt?: string; decommissionedAt?: string }
  >();
  readonly owners = new Map<string, string>();
  failures = 0;
  passwords = 0;

  readonly asImportApi = this as never as ImportApi;

  async POST(_path: string, { params }: { params: { header: Record<string, string> } }) {
    const key = params.header['idempotency-key']!;
    if (!this.records.has(key)) this.records.set(key, { id: `id-${this.records.size}` });
    this.#failIfPlanned();
    return { data: this.records.get(key) };
  }

  async GET(_path: string, { params }: { params: { path: { id: string } } }) {
    return { data: this.records.values().find(({ id }) => id === params.path.id) };
  }

  async PUT(path: string, init: { params: { path: { id: string } }; body?: { userId: string } }) {
    this.#failIfPlanned();
    if (path.endsWith('/owner')) this.owners.set(init.params.path.id, init.body!.userId);
    else this.passwords += 1;
    return { data: { oneTimePassword: `password-${this.passwords}` } };
  }

  #failIfPlanned(): void {
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new ApiProblem(503, {});
  }
}

const device = {
  description: 'Pump',
  address: 'There',
  maxHourlyConsumption: 2.5,
  timeZone: 'UTC',
  meter: { maxPower: 10 },
};
const createDevice = { type: 'create-device', device, ownerId: 'emma' } as const;
const createUser = { type: 'create-user', name: 'Louis', role: 'client' } as const;

/** Executes a line until it succeeds. */
async function execute(api: FakeApi, action: LineAction) {
  let result: LineResult = {};
  const onResult = (latest: LineResult) => {
    result = latest;
  };
  for (;;) {
    const options = { action, previous: result, wantsPasswords: true, onResult };
    const isDone = await executeLine({ api: api.asImportApi, ...options }).then(
      () => true,
      () => false,
    );
    if (isDone) return result;
  }
}

describe('a line of an import', () => {
  it('creates one device, whichever responses are lost and however often it is imported', async () => {
    for (let failures = 0; failures < 4; failures++) {
      const api = new FakeApi();
      api.failures = failures;
      const first = await execute(api, createDevice);
      expect(await execute(api, createDevice)).toEqual(first);
      expect(api.records.size).toBe(1);
      expect(api.owners.get(first.id!)).toBe('emma');
    }
  });

  it('creates one user with one one-time password', async () => {
    const api = new FakeApi();
    api.failures = 2;
    expect(await execute(api, createUser)).toEqual({
      id: 'id-0',
      oneTimePassword: 'password-1',
    });
    expect(api.records.size).toBe(1);
  });

  it('creates a device again that was removed after an earlier import', async () => {
    const api = new FakeApi();
    const { id } = await execute(api, createDevice);
    api.records.values().next().value!.decommissionedAt = '2026-11-22T13:00:00Z';
    expect((await execute(api, createDevice)).id).not.toBe(id);
    expect(api.records.size).toBe(2);
  });
});

describe('an idempotency key', () => {
  it('is equal for equal content only', () => {
    expect(contentKey('device', 'a', 'b', 1)).toBe(contentKey('device', 'a', 'b', 1));
    const keys = [
      ['a', 'b'],
      ['ab', ''],
      ['a', 'b', ''],
      ['A', 'b'],
      ['⚡', 'محطة'],
    ];
    expect(new Set(keys.map((parts) => contentKey(...parts))).size).toBe(keys.length);
  });

  it('is valid in a header', () => {
    expect(contentKey('⚡', 'x'.repeat(9_999))).toMatch(/^[!-~]{1,255}$/);
  });
});
