import { generateKeyPairSync, type KeyLike, sign } from 'node:crypto';
import { openCredentialStore } from '@energy/credentials';
import { PROOF_LIFETIME_MS } from '@energy/http';

const HOUR_S = 3_600;

/** Tokens that are made of one that is good, and are not to be believed. */
export async function badTokens(good: string, credentialsUrl: string) {
  const [header, claims, signature] = good.split('.') as [string, string, string];
  const { iat, exp, ...said } = decoded(claims) as { iat: number; exp: number };
  const store = openCredentialStore(credentialsUrl);
  const { privateKey } = await store.signingKey();
  await store.close();
  const own = generateKeyPairSync('ed25519').privateKey;
  return {
    'an expired token': signed(
      header,
      { ...said, iat: iat - HOUR_S, exp: exp - HOUR_S },
      privateKey,
    ),
    'a token signed by another key': signed(header, { ...said, iat, exp }, own),
    'a token that needs no signature': `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`,
    'a token whose claims were changed': `${header}.${encoded({ ...said, iat, exp: exp + HOUR_S })}.${signature}`,
    'a token that is none': 'token',
  };
}

/** A token of a session in which the password was given too long ago for what needs a fresh proof. */
export async function tokenWithoutFreshProof(
  { id, token }: { readonly id: string; readonly token: string },
  credentialsUrl: string,
): Promise<string> {
  const now = () => Date.now() - PROOF_LIFETIME_MS;
  const earlier = openCredentialStore(credentialsUrl, { now });
  const { hash } = (await earlier.findPassword(id))!;
  const { session } = (await earlier.startSession(id, hash))!;
  await earlier.close();
  const store = openCredentialStore(credentialsUrl);
  const { privateKey } = await store.signingKey();
  await store.close();
  const [header, claims] = token.split('.') as [string, string];
  return signed(header, { ...decoded(claims), sid: session.id }, privateKey);
}

function signed(header: string, claims: object, key: KeyLike): string {
  const content = `${header}.${encoded(claims)}`;
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decoded(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}
