import { Side } from '@energy/proto/chat';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BOB, ChatStandIn, PASSWORD, ZOE } from '../testing/chat-stand-in.ts';
import { Operator } from '../testing/operator.ts';

const POLL_OPTIONS = { timeout: 10_000, interval: 5 };

let platform: ChatStandIn;
let operator: Operator;

beforeEach(async () => {
  platform = await ChatStandIn.start();
  operator = new Operator();
  Object.assign(operator.environment, {
    ...platform.environment,
    ENERGY_USER: 'Ada',
    ENERGY_PASSWORD: PASSWORD,
  });
});

afterEach(async () => {
  operator.leave();
  await platform.stop();
});

const energy = (...args: string[]) => operator.energy('chat', ...args);

/** Follows until what was written holds something. */
async function following(until: string, ...args: string[]) {
  const stopping = new AbortController();
  const ended = operator.energyUntil(stopping.signal, 'chat', 'follow', ...args);
  await Promise.race([
    expect.poll(() => operator.written.out, POLL_OPTIONS).toContain(until),
    ended.then(({ said }) => expect(said).toBe('not ended')),
  ]);
  stopping.abort();
  return ended;
}

describe('energy chat follow', () => {
  it('shows what was said in a conversation, and what is said then', async () => {
    platform.say('Why so much\non Sunday?');
    const ended = following('Let me see', '--client', 'bob');
    await expect.poll(() => operator.written.out, POLL_OPTIONS).toContain('Sunday');
    platform.say('Let me see.', Side.SIDE_ADMINISTRATORS);
    const { code, out, said } = await ended;
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out).toBe(
      `2026-11-22 13:00:00.000 +01:00  client ${BOB}
    Why so much
    on Sunday?
2026-11-22 13:01:00.000 +01:00  administrators ${ADA}
    Let me see.
`,
    );
    expect(platform.isSignedOut).toBe(true);
  });

  it('continues after a lost connection, and misses and repeats nothing', async () => {
    for (const text of ['one', 'two', 'three', 'four']) platform.say(text);
    platform.cutAfter = 2;
    platform.behaviours.push('answers', 'is away', 'is away');
    const { out, said } = await following('"four"', '--client', BOB, '--json');
    const texts = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text);
    expect(texts).toEqual(['one', 'two', 'three', 'four']);
    expect(platform.begunFrom).toEqual([0, 2]);
    expect(said).toBe(
      'This server is shutting down. Trying again.\n' +
        'Please call again. Trying again.\nPlease call again. Trying again.\n',
    );
  });

  it('gets another token when the one that it has is believed no more', async () => {
    platform.say('Hello');
    platform.behaviours.push('believes no token');
    const { said } = await following('Hello', '--client', BOB);
    expect([said, platform.tokens]).toEqual(['', 2]);
  });

  it('ends where no token is believed', async () => {
    platform.behaviours.push('believes no token', 'believes no token');
    const { code, said } = await energy('follow', '--client', BOB);
    expect({ code, said }).toEqual({ code: 1, said: 'The token has expired.\n' });
  });

  it('shows all conversations to administrators, each state once', async () => {
    platform.say('Hello');
    platform.cutAfter = 1;
    const ended = following('Still there?');
    await expect.poll(() => operator.written.said, POLL_OPTIONS).toContain('Trying again');
    platform.say('Still there?');
    const { out } = await ended;
    expect(out).toBe(
      `2026-11-22 13:00:00.000 +01:00  Bob ${BOB} · client ${BOB}
    Hello
    = 1 unread · waiting since 2026-11-22 13:00:00.000 +01:00
2026-11-22 13:01:00.000 +01:00  Bob ${BOB} · client ${BOB}
    Still there?
    = 1 unread · waiting since 2026-11-22 13:01:00.000 +01:00
`,
    );
  });

  it('shows clients their own', async () => {
    platform.role = 'client';
    platform.say('Hello');
    const { out } = await following('Hello', '--json');
    expect(JSON.parse(out)).toMatchObject({
      type: 'message',
      side: 'client',
      sentAt: '2026-11-22T12:00:00.000Z',
      nextRevision: 1,
    });
  });
});

describe('energy chat send', () => {
  it('sends a message by one id, until it is answered', async () => {
    platform.say('Hello');
    platform.behaviours.push('is away', 'is away');
    const { code, out } = await energy('send', '--client', 'BOB', 'Good morning');
    expect(code).toBe(0);
    expect(out).toContain('Good morning');
    expect(platform.sent).toHaveLength(3);
    expect(new Set(platform.sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(platform.sent[0]).toMatchObject({ clientId: BOB, text: 'Good morning' });
  });

  it('begins a conversation with a client who has not written yet', async () => {
    expect((await energy('send', '--client', 'Zoë', 'Welcome')).code).toBe(0);
    expect(platform.sent).toMatchObject([{ clientId: ZOE, text: 'Welcome' }]);
  });

  it('needs to know the client', async () => {
    const unnamed = await energy('send', 'Hello');
    expect(unnamed).toMatchObject({ code: 2, said: 'Say to which client, by --client.\n' });
    const administrator = await energy('send', '--client', 'Max', 'Hello');
    expect([administrator.code, administrator.said]).toEqual([
      3,
      'There is no client with the name "Max".\n',
    ]);
    expect(platform.sent).toEqual([]);
  });
});

describe('signing in', () => {
  it('asks for what the environment does not say, and hides the password', async () => {
    delete operator.environment.ENERGY_USER;
    delete operator.environment.ENERGY_PASSWORD;
    Object.assign(operator.answers, { 'Name: ': 'Ada', 'Password: ': PASSWORD });
    const { code, out, said } = await energy('send', '--client', BOB, 'Hello');
    expect(code).toBe(0);
    expect(operator.hidden).toEqual(['Password: ']);
    expect(out + said).not.toContain(PASSWORD);
  });

  it.each([
    ['a wrong password', { ENERGY_PASSWORD: 'wrong' }, 1, 'It is wrong'],
    ['no API', { ENERGY_API_URL: 'http://127.0.0.1:1' }, 1, 'does not answer'],
    ['an address that is none', { ENERGY_CHAT_URL: 'chat' }, 2, 'ENERGY_CHAT_URL is "chat"'],
    ['no chat', { ENERGY_CHAT_URL: 'http://127.0.0.1:1' }, 1, 'No connection established'],
  ])(
    'with %s fails, and says why',
    async (_, environment, expected, sentence) => {
      Object.assign(operator.environment, environment);
      const { code, said } = await energy('send', '--client', BOB, 'Hello');
      expect([code, said]).toEqual([expected, expect.stringContaining(sentence)]);
      expect(said).not.toContain('No further details');
    },
    30_000,
  );

  it('with a one-time password says that it is to be changed first', async () => {
    platform.mustChangePassword = true;
    const { code, said } = await energy('send', '--client', BOB, 'Hello');
    expect([code, said]).toEqual([2, expect.stringContaining('one-time password')]);
    expect(platform.isSignedOut).toBe(true);
  });
});
