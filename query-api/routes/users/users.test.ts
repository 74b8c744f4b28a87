import { randomUUID } from 'node:crypto';
import { User } from '@energy/http';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignIns } from '../../schemas/states.ts';
import { Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

describe('a user', () => {
  it('is returned in its current state', async () => {
    const { userId } = await queries.user('Ada');
    const { status, headers, body } = await queries.get(`/api/users/${userId.toUpperCase()}`);
    expect(status).toBe(200);
    expect(headers.etag).toBe('"0"');
    expect(body).toEqual({
      id: userId,
      name: 'Ada',
      role: 'client',
      registeredAt: '2026-11-20T10:00:00.000Z',
      revision: 0,
    });
    expect(Value.Check(User, body)).toBe(true);
  });

  it('that does not exist is a problem', async () => {
    const { status, body } = await queries.get(`/api/users/${randomUUID()}`);
    expect(status).toBe(404);
    expect(body.type).toBe('urn:energy:problem:user-not-found');
  });
});

describe('the list of users', () => {
  it('comes page by page, searched and in the order that is asked for', async () => {
    for (const name of ['Ada', 'Ben', 'Béatrice']) await queries.user(name);
    const names = async (query: string) => {
      const { body } = await queries.get(`/api/users${query}`);
      return body.users.map(({ name }: User) => name);
    };
    expect(await names('')).toEqual(['Ada', 'Béatrice', 'Ben']);
    expect(await names('?order=descending&limit=2')).toEqual(['Ben', 'Béatrice']);
    expect(await names('?search=BEA')).toEqual(['Béatrice']);
    expect(await names('?role=administrator')).toEqual([]);
    await queries.user('Root', 'administrator');
    expect(await names('?role=administrator')).toEqual(['Root']);
    expect((await queries.get('/api/users?role=boss')).status).toBe(400);
    const { body: first } = await queries.get('/api/users?limit=2&role=client');
    expect(await names(`?limit=2&role=client&after=${first.next}`)).toEqual(['Ben']);
  });
});

describe('the sessions', () => {
  it('are the caller’s own, with the one of the request marked', async () => {
    const userId = randomUUID();
    const minute = (number: number) => Date.UTC(2026, 10, 22, 10, number);
    const session = (id: string, startedAt: number) => ({
      id,
      userId,
      startedAt,
      refreshedAt: startedAt + 60_000,
      expiresAt: startedAt + 600_000,
    });
    const here = randomUUID();
    const elsewhere = randomUUID();
    const sessions = [session(here, minute(30)), session(elsewhere, minute(0))];
    const own = await Queries.start({}, { sessions });
    const headers = own.signIn.bearer('client', { userId, claims: { sid: here } });
    const { status, body } = await own.get('/api/sessions', headers);
    expect(status).toBe(200);
    expect(body.sessions).toEqual([
      {
        id: here,
        startedAt: '2026-11-22T10:30:00.000Z',
        refreshedAt: '2026-11-22T10:31:00.000Z',
        expiresAt: '2026-11-22T10:40:00.000Z',
        current: true,
      },
      expect.objectContaining({ id: elsewhere, current: false }),
    ]);
    await own.stop();
  });
});

describe('the last sign-ins', () => {
  it('are the times of the credential store, and null for those who never signed in', async () => {
    const ada = randomUUID();
    const ben = randomUUID();
    const signIns = new Map([[ada, Date.parse('2026-11-22T10:00:00Z')]]);
    const own = await Queries.start({}, { signIns });
    const { body } = await own.get(`/api/sign-ins?ids=${ada.toUpperCase()},${ben},${ada}`);
    await own.stop();
    expect(body).toEqual({
      signIns: [
        { userId: ada, lastSignInAt: '2026-11-22T10:00:00.000Z' },
        { userId: ben, lastSignInAt: null },
      ],
    });
    expect(Value.Check(SignIns, body)).toBe(true);
  });

  it.each(['ids=ada', 'ids=', `ids=${Array(101).fill(randomUUID()).join()}`])(
    'are refused for %s',
    async (query) => {
      const { status, body } = await queries.get(`/api/sign-ins?${query}`);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'query', parameter: 'ids' }]);
    },
  );
});

describe('the session', () => {
  it('is the user of the token', async () => {
    const { userId, authorization } = await queries.user('Ada');
    const { status, body } = await queries.get('/api/session', { authorization: authorization! });
    expect(status).toBe(200);
    expect(body).toEqual({
      user: { id: userId, name: 'Ada', role: 'client' },
      mustChangePassword: false,
    });
  });

  it('says that the password is to be changed, before which nothing else is answered', async () => {
    const { userId } = await queries.user('Ada');
    const headers = queries.signIn.bearer('client', { userId, mustChangePassword: true });
    expect((await queries.get('/api/session', headers)).body.mustChangePassword).toBe(true);
    expect(await queries.get('/api/devices', headers)).toMatchObject({
      status: 403,
      body: { type: 'urn:energy:problem:password-change-required' },
    });
  });

  it('is to be asked again where the account isn’t projected yet', async () => {
    const reply = await queries.get('/api/session');
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });
});
