import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { withPeerTimes } from '@energy/engines/testing';
import type { ChatServiceClient } from '@energy/proto/chat';
import { Status } from 'nice-grpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type Person } from './testing/chat.ts';
import { failure, fieldsOf, reasonOf } from './testing/failure.ts';

let chat: Chat;
let ann: Person;
let bob: Person;
let operator: Person;
beforeAll(async () => {
  chat = await Chat.start('SQLite', 1);
  [ann, bob] = [await chat.person('client'), await chat.person('client')];
  operator = await chat.person('administrator');
  await chat.as(ann).send({ messageId: randomUUID(), text: 'Hello' });
});
afterAll(() => chat.stop());

type Call = (client: ChatServiceClient, clientId: string) => Promise<unknown>;

const first = async (responses: AsyncIterable<unknown>) => {
  for await (const response of responses) return response;
  throw new Error('The server ended the stream without a response');
};

const participantsCalls: Record<string, Call> = {
  send: (client, clientId) => client.send({ clientId, messageId: randomUUID(), text: 'Hello' }),
  markRead: (client, clientId) => client.markRead({ clientId, throughRevision: 0 }),
  notifyTyping: (client, clientId) => client.notifyTyping({ clientId }),
  listMessages: (client, clientId) => client.listMessages({ clientId }),
  follow: (client, clientId) => first(client.follow({ clientId })),
};
const administratorsCalls: Record<string, Call> = {
  listConversations: (client) => client.listConversations({}),
  followAll: (client) => first(client.followAll({})),
};
const calls = Object.entries({ ...participantsCalls, ...administratorsCalls });

/** The status and reason of a call's failure. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  return `${Status[error.code]} ${reasonOf(error)}`;
}

describe.each(calls)('%s', (_, call) => {
  it('refuses calls without a valid token', async () => {
    const [header, claims, signature] = operator.token.split('.') as [string, string, string];
    const administrator = (settings: object) =>
      chat.signedIn(operator.userId, 'administrator', settings).authorization;
    const invalid = [
      undefined,
      '',
      'Bearer',
      'Bearer token',
      `Basic ${operator.token}`,
      `Bearer ${operator.token} ${operator.token}`,
      `Bearer ${header}.${claims.slice(0, -4)}AAAA.${signature}`,
      administrator({ key: generateKeyPairSync('ed25519').privateKey }),
      administrator({ header: { kid: 'mine' } }),
      administrator({ header: { kid: undefined } }),
      administrator({ header: { alg: 'HS256' } }),
      administrator({ header: { alg: 'none' } }).replace(/[^.]+$/, ''),
      administrator({ claims: { iss: 'elsewhere' } }),
      administrator({ claims: { aud: 'others' } }),
      administrator({ claims: { exp: undefined } }),
      administrator({ claims: { sid: undefined } }),
    ];
    for (const authorization of invalid) {
      const client = chat.as(authorization === undefined ? {} : { authorization });
      expect([authorization, await refusal(call(client, ann.userId))]).toEqual([
        authorization,
        'UNAUTHENTICATED NOT_SIGNED_IN',
      ]);
    }
  });

  it('distinguishes an expired token and an ended session', async () => {
    const issuedAt = Date.now() - 11 * 60_000;
    const expired = chat.signedIn(operator.userId, 'administrator', { issuedAt });
    expect(await refusal(call(chat.as(expired), ann.userId))).toBe('UNAUTHENTICATED TOKEN_EXPIRED');
    const ended = chat.signedIn(operator.userId, 'administrator');
    chat.signIn.end(ended.token);
    expect(await refusal(call(chat.as(ended), ann.userId))).toBe('UNAUTHENTICATED SESSION_ENDED');
  });

  it('refuses users who must change their password', async () => {
    const person = chat.signedIn(ann.userId, 'client', { mustChangePassword: true });
    expect(await refusal(call(chat.as(person), ann.userId))).toBe(
      'PERMISSION_DENIED PASSWORD_CHANGE_REQUIRED',
    );
  });

  it('serves administrators', async () => {
    await call(chat.as(operator), ann.userId);
  });
});

describe.each(Object.entries(administratorsCalls))('%s', (_, call) => {
  it('refuses clients', async () => {
    expect(await refusal(call(chat.as(ann), ann.userId))).toBe(
      'PERMISSION_DENIED ADMINISTRATORS_ONLY',
    );
  });
});

describe.each(Object.entries(participantsCalls))('%s', (_, call) => {
  it('serves the conversation’s client, with or without the client’s id', async () => {
    await call(chat.as(ann), ann.userId);
    await call(chat.as(ann), ann.userId.toUpperCase());
    await call(chat.as(ann), '');
  });

  it('answers the same for another client’s conversation as for one that does not exist', async () => {
    const refused = async (clientId: string) => {
      const error = await failure(call(chat.as(bob), clientId));
      return [error.code, error.details, reasonOf(error)];
    };
    const forOther = await refused(ann.userId);
    expect(forOther.slice(0, 3)).toEqual([
      Status.NOT_FOUND,
      'There is no conversation with this client.',
      'CONVERSATION_NOT_FOUND',
    ]);
    expect(await refused(randomUUID())).toEqual(forOther);
    expect(await refused('nobody')).toEqual(forOther);
  });

  it('finds no conversation for an id that is not a client’s', async () => {
    for (const clientId of [randomUUID(), operator.userId]) {
      expect(await refusal(call(chat.as(operator), clientId))).toBe(
        'NOT_FOUND CONVERSATION_NOT_FOUND',
      );
    }
    for (const clientId of ['', 'ann', `${ann.userId} `]) {
      const error = await failure(call(chat.as(operator), clientId));
      expect([error.code, fieldsOf(error)]).toEqual([Status.INVALID_ARGUMENT, ['client_id']]);
    }
  });
});

describe('a conversation', () => {
  it('stays readable for administrators after its client was deleted, if it has messages', async () => {
    const writer = await chat.person('client');
    const silent = await chat.person('client');
    await chat.as(writer).send({ messageId: randomUUID(), text: 'Hello' });
    for (const { userId } of [writer, silent]) {
      await chat.deleteClient(userId);
    }
    expect((await list(writer)).closed).toBe(true);
    expect((await list(writer)).messages).toHaveLength(1);
    expect(await refusal(list(silent))).toBe('NOT_FOUND CONVERSATION_NOT_FOUND');

    function list({ userId: clientId }: Person) {
      return chat.as(operator).listMessages({ clientId });
    }
  });

  it('is available to a client registered a moment ago', async () => {
    const carol = await chat.person('client');
    const message = { clientId: carol.userId, messageId: randomUUID(), text: 'Welcome' };
    await chat.as(operator).send(message);
    expect((await chat.as(carol).listMessages({})).messages).toMatchObject([{ text: 'Welcome' }]);
  });
});

describe('a verified token', () => {
  it('gives the clock of the service that issued it', async () => {
    const issuedAt = Math.floor(Date.now() / 1_000) * 1_000 + 60_000;
    await withPeerTimes(async (times) => {
      await chat.as(chat.signedIn(ann.userId, 'client', { issuedAt })).listMessages({});
      expect(times).toContainEqual({
        peer: 'the service that issues tokens',
        at: issuedAt,
        mayBeOld: true,
      });
    });
  });
});

describe('the service', () => {
  it('logs no token', () => {
    expect(chat.logged.join('')).not.toContain(operator.token.split('.')[2]);
  });
});
