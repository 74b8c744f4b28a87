import type { RefreshOutcome } from '../credential-store.ts';
import {
  hashOfToken,
  judgeTokenUse,
  newRefreshToken,
  newSalt,
  nextRefreshToken,
  SESSION_MAX_AGE_MS,
  sessionExpiry,
} from '../session.ts';
import type { Session } from '../token-verification.ts';
import { type CredentialCollections, sessionOf } from './collections.ts';

/** Hashes a refresh token into the id of its record, in base64url. */
export function hashOf(token: string): string {
  return base64url(hashOfToken(token));
}

/** Creates the first token of a session, within the caller's transaction. */
export async function firstToken(store: CredentialCollections, session: Session): Promise<string> {
  const token = newRefreshToken();
  await insertToken(store, token, session);
  return token;
}

/**
 * Exchanges a token for the next one, within the caller's transaction. Of two concurrent exchanges of the
 * same token, the later one is retried and finds the token used.
 */
export async function refresh(
  store: CredentialCollections,
  token: string,
  now: number,
): Promise<RefreshOutcome> {
  const { tokens, sessions, options } = store;
  const used = await tokens.findOne({ _id: hashOf(token) }, options);
  const goesOn = used && { _id: used.sessionId, expiresAt: { $gt: new Date(now) } };
  const stored = goesOn && (await sessions.findOne(goesOn, options));
  if (!stored) return { status: 'unknown' };
  const session = sessionOf(stored);
  const salt = used.salt === undefined ? newSalt() : Buffer.from(used.salt, 'base64url');
  const next = nextRefreshToken(token, salt);
  const nextUsed = await tokens.findOne({ _id: hashOf(next) }, options);
  const uses = { usedAt: used.usedAt?.getTime(), nextUsedAt: nextUsed?.usedAt?.getTime() };
  switch (judgeTokenUse(uses, now)) {
    case 'first': {
      const use = { usedAt: new Date(now), salt: base64url(salt) };
      await tokens.updateOne({ _id: used._id }, { $set: use }, options);
      await insertToken(store, next, session);
      return refreshed(store, await prolong(store, session, now), next);
    }
    case 'repeated':
      return refreshed(store, session, next);
    case 'reused':
      await sessions.deleteOne({ _id: session.id }, options);
      return { status: 'reused', sessionId: session.id, userId: session.userId };
  }
}

async function prolong(
  { sessions, options }: CredentialCollections,
  session: Session,
  now: number,
): Promise<Session> {
  const expiresAt = sessionExpiry({ startedAt: session.startedAt, refreshedAt: now });
  const times = { refreshedAt: new Date(now), expiresAt: new Date(expiresAt) };
  await sessions.updateOne({ _id: session.id }, { $set: times }, options);
  return { ...session, refreshedAt: now, expiresAt };
}

async function refreshed(
  { passwords, options }: CredentialCollections,
  session: Session,
  refreshToken: string,
): Promise<RefreshOutcome> {
  const password = await passwords.findOne({ _id: session.userId }, options);
  const mustChange = password?.mustChange === true;
  return { status: 'refreshed', session, refreshToken, mustChange };
}

async function insertToken(
  { tokens, options }: CredentialCollections,
  token: string,
  { id: sessionId, startedAt }: Session,
): Promise<void> {
  const expiresAt = new Date(startedAt + SESSION_MAX_AGE_MS);
  await tokens.insertOne({ _id: hashOf(token), sessionId, expiresAt }, options);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
