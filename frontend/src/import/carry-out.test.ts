import { describe, expect, it } from 'vitest';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import { carryOut, type ImportApi, type LineResult } from './carry-out.ts';

/** An API that makes one thing for each key, and can forget an answer on its way. */
class FakeApi {
  readonly made = new Map<string, { id: string; deletedAt?: string; decommissionedAt?: string }>();
  readonly owners = new Map<string, string>();
  failures = 0;
  passwords = 0;

  readonly asImportApi = this as never as ImportApi;

  async POST(_path: string, { params }: { params: { header: Record<string, string> } }) {
    const key = params.header['idempotency-key']!;
    if (!this.made.has(key)) this.made.set(key, { id: `id-${this.made.size}` });
    this.#mayFail();
    return { data: this.made.get(key) };
  }

  async GET(_path: string, { params }: { params: { path: { id: string } } }) {
    return { data: this.made.values().find(({ id }) => id === params.path.id) };
  }

  async PUT(path: string, init: { params: { path: { id: string } }; body?: { userId: string } }) {
    this.#mayFail();
    if (path.endsWith('/owner')) this.owners.set(init.params.path.id, init.body!.userId);
    else this.passwords += 1;
    return { data: { oneTimePassword: `password-${this.passwords}` } };
  }

  #mayFail(): void {
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
};
const createDevice = { type: 'create-device', device, ownerId: 'emma' } as const;
const createUser = { type: 'create-user', name: 'Louis', role: 'client' } as const;

/** Carries a line out until it succeeds, as often as it takes. */
async function carriedOut(api: FakeApi, action: Parameters<typeof carryOut>[1]) {
  let result: LineResult = {};
  const onResult = (now: LineResult) => {
    result = now;
  };
  for (;;) {
    const options = { wantsPasswords: true, onResult };
    const isDone = await carryOut(api.asImportApi, action, result, options).then(
      () => true,
      () => false,
    );
    if (isDone) return result;
  }
}

describe('a line of an import', () => {
  it('makes one device, whichever answers are lost, however often it is imported', async () => {
    for (let failures = 0; failures < 4; failures++) {
      const api = new FakeApi();
      api.failures = failures;
      const first = await carriedOut(api, createDevice);
      expect(await carriedOut(api, createDevice)).toEqual(first);
      expect(api.made.size).toBe(1);
      expect(api.owners.get(first.id!)).toBe('emma');
    }
  });

  it('makes one user with one one-time password', async () => {
    const api = new FakeApi();
    api.failures = 2;
    expect(await carriedOut(api, createUser)).toEqual({
      id: 'id-0',
      oneTimePassword: 'password-1',
    });
    expect(api.made.size).toBe(1);
  });

  it('makes anew what was imported before and is gone since', async () => {
    const api = new FakeApi();
    const { id } = await carriedOut(api, createDevice);
    api.made.values().next().value!.decommissionedAt = '2026-11-22T13:00:00Z';
    expect((await carriedOut(api, createDevice)).id).not.toBe(id);
    expect(api.made.size).toBe(2);
  });
});

describe('the key of a content', () => {
  it('is the same for the same, and another for anything else', () => {
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

  it('is one that a header may have', () => {
    expect(contentKey('⚡', 'x'.repeat(9_999))).toMatch(/^[!-~]{1,255}$/);
  });
});
