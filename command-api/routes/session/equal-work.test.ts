import { argon2 } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Commands, passwordOf } from '../../testing/commands.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, argon2: vi.fn(crypto.argon2) };
});

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
  await commands.signedIn('Ada');
  await commands.registeredUser('Without a password');
});
afterAll(() => commands.stop());

/** Signs in, and records the response, the hashes computed and the store methods called. */
async function workOf(name: string, password: string) {
  const asked: string[] = [];
  const spies = [commands.credentials, commands.eventStore].flatMap((store) => {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(store));
    return methods.flatMap((method) => {
      if (method === 'constructor' || method === 'subscribe') return [];
      const actual = Reflect.get(store, method).bind(store);
      const spy = vi.spyOn(store, method as never) as ReturnType<typeof vi.fn>;
      return spy.mockImplementation((...args) => {
        asked.push(method);
        return actual(...args);
      });
    });
  });
  vi.mocked(argon2).mockClear();
  const { status, headers, body } = await commands.signIn(name, password);
  for (const spy of spies) spy.mockRestore();
  const computed = vi.mocked(argon2).mock.calls.map(([algorithm, { memory, passes, ...more }]) => {
    const { message, nonce, parallelism, tagLength } = more;
    const [messageLength, nonceLength] = [message, nonce].map(
      (each) => Buffer.from(each as string).length,
    );
    return { algorithm, memory, passes, parallelism, tagLength, messageLength, nonceLength };
  });
  const length = headers['content-length'];
  return { status, type: body.type, length, computed, asked };
}

describe('signing in', () => {
  it('does the same work for an unknown name, a wrong password and a user without one', async () => {
    const wrong = await workOf('Ada', 'not the password');
    expect(wrong.status).toBe(401);
    expect(wrong.computed).toEqual([
      expect.objectContaining({ algorithm: 'argon2id', memory: 8, passes: 1, nonceLength: 16 }),
    ]);
    expect(wrong.asked).toContain('findPassword');
    for (const name of ['Nobody', 'Without a password']) {
      expect(await workOf(name, 'not the password'), name).toEqual(wrong);
    }
    const { computed } = await workOf('what can be no name'.repeat(10), 'not the password');
    expect(computed).toEqual(wrong.computed);
  });

  it('is seen to do more where there is more to do', async () => {
    const right = await workOf('Ada', passwordOf('Ada'));
    expect(right.status).toBe(200);
    expect(right.asked).toContain('startSession');
  });
});
