import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openCredentialStore } from '@energy/credentials';
import { PROOF_LIFETIME_MS } from '@energy/http';
import { bodyFor, type CallerKind, refusalOf, TABLE_ROUTES } from '@energy/http/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, Commands } from './testing/commands.ts';

const ownRoutes = TABLE_ROUTES.filter(
  ({ method, path }) => method !== 'GET' || !/^\/api\/(?!openapi)/.test(path),
);

let commands: Commands;
let device: string;
const asking: Record<string, Asking> = {};
beforeAll(async () => {
  commands = await Commands.start();
  const owner = await commands.signedIn('owner');
  const administrator = await commands.signedIn('another administrator', 'administrator');
  const deleted = await commands.signedIn('deleted', 'administrator');
  const signedOut = await commands.signedIn('signed out', 'administrator');
  device = await commands.registeredDevice();
  await commands.assigned(device, owner.userId);
  await commands.send('DELETE', `/api/users/${deleted.userId}`);
  await commands.send('DELETE', '/api/session', undefined, {
    authorization: signedOut.authorization,
  });
  const token = administrator.authorization.slice('Bearer '.length);
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  const promoted = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), exp: 2 ** 40 };
  const forged = Buffer.from(JSON.stringify(promoted)).toString('base64url');
  Object.assign(asking, {
    nobody: {},
    'a forged token': { authorization: `Bearer ${header}.${forged}.${signature}` },
    'an unsigned token': { authorization: `Bearer ${none}.${claims}.` },
    'no token at all': { authorization: 'Bearer hello' },
    'the forged cookie': { cookie: `energy-session=${header}.${forged}.${signature}` },
    'an expired token': { authorization: `Bearer ${await expiredToken(claims)}` },
    'a deleted user': { authorization: deleted.authorization },
    'who signed out': { authorization: signedOut.authorization },
    'the client who owns': { authorization: owner.authorization },
    'another client': { authorization: (await commands.signedIn('other')).authorization },
    'an administrator': { authorization: administrator.authorization },
    'who has a one-time password': await withOneTimePassword(),
    'an administrator who gave the password long ago': await withoutFreshProof(
      administrator.userId,
    ),
  });
});
afterAll(() => commands.stop());

/** A token of the same session, which was signed an hour ago. */
async function expiredToken(claims: string): Promise<string> {
  const { sub, role, sid } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const { id, privateKey } = await commands.credentials.signingKey();
  const anHourAgo = { sub, role, sid, iat: Math.floor(Date.now() / 1_000) - 3_600 };
  return commands.app.jwt.sign(anHourAgo, { kid: id, key: privateKey });
}

async function withOneTimePassword(): Promise<Asking> {
  const name = 'newcomer';
  const userId = await commands.registeredUser(name, 'administrator');
  const { oneTimePassword } = await commands.passwords.reset(userId, { actor: 'system' });
  const { body } = await commands.signIn(name, oneTimePassword);
  return { authorization: `Bearer ${body.accessToken}` };
}

/** A session of an administrator that began too long ago for what needs a fresh proof. */
async function withoutFreshProof(userId: string): Promise<Asking> {
  const file = path.join(commands.folder, 'credentials.db');
  const now = () => Date.now() - PROOF_LIFETIME_MS;
  const earlier = openCredentialStore(`sqlite:${file}`, { now });
  const { hash } = (await earlier.findPassword(userId))!;
  const { session } = (await earlier.startSession(userId, hash))!;
  await earlier.close();
  const { id, privateKey } = await commands.credentials.signingKey();
  const claims = { sub: userId, role: 'administrator', sid: session.id } as const;
  return {
    authorization: `Bearer ${commands.app.jwt.sign(claims, { kid: id, key: privateKey })}`,
  };
}

/** All others are nobody: their tokens are not valid. */
const known: Readonly<Record<string, CallerKind>> = {
  'the client who owns': 'owner',
  'another client': 'other client',
  'an administrator': 'administrator',
  'who has a one-time password': 'one-time password',
  'an administrator who gave the password long ago': 'administrator without a fresh proof',
};

describe('the command-api', () => {
  it('has just the routes of the table that are its own', () => {
    for (const { route, method, path } of TABLE_ROUTES) {
      const isOwn = ownRoutes.some((own) => own.route === route);
      expect(commands.app.hasRoute({ method, url: path }), route).toBe(isOwn);
    }
  });

  it.each(ownRoutes)('gives access to $route as the table says: $access', async (each) => {
    for (const [who, headers] of Object.entries(asking)) {
      const url = each.path.replace(':id', each.path.includes('devices') ? device : randomUUID());
      const payload = bodyFor(each);
      const refusal = refusalOf(each, known[who] ?? 'nobody');
      if (refusal === undefined) {
        if (each.method === 'DELETE' || each.path.endsWith('/password')) continue;
        const { statusCode } = await commands.app.inject({
          method: each.method,
          url,
          headers,
          ...(payload && { payload }),
        });
        expect({
          who,
          isRefused: statusCode === 403 || (statusCode === 401 && payload === undefined),
        }).toEqual({ who, isRefused: false });
        continue;
      }
      const head = await commands.eventStore.head();
      const { status, headers: received } = await commands.send(each.method, url, payload, headers);
      expect({ who, status }).toEqual({ who, status: refusal });
      expect(received['content-type']).toMatch(/^application\/problem\+json/);
      if (status === 401) expect(received['www-authenticate']).toBe('Bearer');
      expect(await commands.eventStore.head()).toBe(head);
    }
  });
});
