import { randomUUID } from 'node:crypto';
import { User } from '@energy/http';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    const { body: first } = await queries.get('/api/users?limit=2');
    expect(await names(`?limit=2&after=${first.next}`)).toEqual(['Ben']);
  });
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
