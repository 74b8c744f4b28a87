import { randomUUID } from 'node:crypto';
import { alertInboxStream } from '@energy/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../../testing/commands.ts';

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());

const seen = (through: unknown, headers?: Record<string, string>) =>
  commands.send('POST', '/api/alerts/seen', { through }, headers);

async function marks(userId: string): Promise<readonly unknown[]> {
  return (await commands.history(alertInboxStream(userId))).map(({ data }) => data);
}

describe('marking alerts as seen', () => {
  it('is recorded for the signed-in user, and returns the position', async () => {
    const { userId, ...ada } = await commands.signedIn(randomUUID());
    const { status, headers, body } = await seen(7, ada);
    expect({ status, body }).toEqual({ status: 204, body: undefined });
    expect(headers['energy-position']).toBe(await commands.eventStore.head());
    const [event] = await commands.history(alertInboxStream(userId));
    expect(event).toMatchObject({
      type: 'AlertsSeen',
      data: { through: 7, newest: 100 },
      metadata: { actor: { userId, role: 'client' } },
    });
  });

  it('moves forward only: what was seen stays seen', async () => {
    const { userId, ...ada } = await commands.signedIn(randomUUID());
    for (const through of [7, 7, 3, 8]) expect((await seen(through, ada)).status).toBe(204);
    expect(await marks(userId)).toMatchObject([{ through: 7 }, { through: 8 }]);
    expect((await seen(8, ada)).headers['energy-position']).toBeUndefined();
  });

  it('by several tabs at once ends with the greatest number', async () => {
    const { userId, ...ada } = await commands.signedIn(randomUUID());
    const answers = await Promise.all([4, 2, 9, 1, 6].map((through) => seen(through, ada)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect((await marks(userId)).at(-1)).toMatchObject({ through: 9 });
  });

  it('ends at the newest alert: those to come are unseen', async () => {
    const { userId, ...ada } = await commands.signedIn(randomUUID());
    for (const through of [99_999_999, Number.MAX_SAFE_INTEGER]) {
      expect((await seen(through, ada)).status).toBe(204);
    }
    expect(await marks(userId)).toEqual([{ through: 100, newest: 100 }]);
    commands.newestAlert = 101;
    expect((await seen(101, ada)).status).toBe(204);
    expect((await marks(userId)).at(-1)).toEqual({ through: 101, newest: 101 });
    commands.newestAlert = 100;
  });

  it('is for administrators as well', async () => {
    expect((await seen(7)).status).toBe(204);
  });

  it.each([0, -1, 1.5, '7', null, undefined, 2 ** 53])(
    'is not to be had for %j',
    async (through) => {
      const { status, body } = await seen(through);
      expect(status).toBe(400);
      expect(body.type).toBe('urn:energy:problem:invalid-request');
      expect(body.errors).toMatchObject([{ in: 'body', parameter: 'through' }]);
    },
  );

  it('takes nothing else', async () => {
    const { status, body } = await commands.send('POST', '/api/alerts/seen', {
      through: 7,
      userId: randomUUID(),
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'body', parameter: 'userId' }]);
  });
});
