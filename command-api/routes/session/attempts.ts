import { createHash } from 'node:crypto';
import { type CredentialStore, unknownAccount } from '@energy/credentials';
import { normalisedName } from '@energy/domain';
import { ProblemError } from '@energy/http';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KnownBrowsers } from './known-browsers.ts';

const MINUTE_MS = 60_000;

/** Maximum number of password attempts in a minute. */
export interface AttemptLimits {
  /** For one name from one address (of IPv6, one network of 64 bits), or from one known browser. */
  readonly perName: number;
  /** From one address, for any names, by browsers that are not known. */
  readonly perAddress: number;
}

/** Account of a password attempt. */
export interface TriedAccount {
  readonly name: string;
  /** The user with that name; `undefined` if there is none. */
  readonly userId: string | undefined;
}

/** Counts one more attempt to give a password, before the password is verified. */
export interface Attempts {
  /** @throws ProblemError if the limit is exceeded; it says when to try again, if that helps */
  count(request: FastifyRequest, account: TriedAccount): Promise<void>;
}

export interface CountAttemptsOptions {
  readonly credentials: CredentialStore;
  readonly browsers: KnownBrowsers;
  readonly limits: AttemptLimits;
  /** The present instant, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Limits attempts in three ways: per minute and address, and per minute, name and address, both in the
 * memory of this process; and by consecutive failures for a name from any address, in the credential store.
 * A known browser of the user has its own limits, which other callers cannot use up.
 */
export async function countAttempts(
  app: FastifyInstance,
  { credentials, browsers, limits, now }: CountAttemptsOptions,
): Promise<Attempts> {
  const keys = new WeakMap<FastifyRequest, string>();
  await app.register(rateLimit, { global: false, cache: 50_000 });
  const byAddress = app.createRateLimit({
    max: limits.perAddress,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ ip }) => `address ${normalizeIP(ip)}`,
  });
  const byName = app.createRateLimit({
    max: limits.perName,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => keys.get(request)!,
  });

  async function countInMinute(request: FastifyRequest, limit: typeof byName): Promise<void> {
    const counted = await limit(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttlInSeconds);
  }

  async function countInARow(account: TriedAccount, isKnownBrowser: boolean): Promise<void> {
    const key = account.userId ?? unknownAccount(account.name);
    const judgement = await credentials.countAttempt(key, { isKnownBrowser });
    if (judgement.status === 'locked') throw locked();
    if (judgement.status === 'delayed') {
      throw tooMany(Math.ceil((judgement.retryAt - now()) / 1_000));
    }
  }

  async function count(request: FastifyRequest, account: TriedAccount): Promise<void> {
    const browser = browsers.find(request, account.userId);
    const source = browser ?? normalizeIP(request.ip);
    keys.set(request, `name ${hashOf(account.name)} ${source}`);
    if (browser === undefined) await countInMinute(request, byAddress);
    await countInMinute(request, byName);
    await countInARow(account, browser !== undefined);
  }

  return {
    async count(request, account) {
      try {
        await count(request, account);
      } catch (error) {
        if (error instanceof ProblemError) {
          const event = error.kind === 'sign-in-locked' ? 'sign-in-locked' : 'sign-in-throttled';
          app.securityLog.record(request, event, { userId: account.userId, reason: error.kind });
        }
        throw error;
      }
    },
  };
}

/** Hashes a name: names can be as long as a request body, hashes are short. */
function hashOf(name: string): string {
  return createHash('sha256').update(normalisedName(name)).digest('base64url');
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError('too-many-attempts', `Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}

function locked(): ProblemError {
  return new ProblemError(
    'sign-in-locked',
    'Too many wrong passwords were given in a row. Sign in with a browser that you have used before, or ' +
      'ask for a one-time password.',
  );
}
