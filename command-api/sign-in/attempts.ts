import { createHash } from 'node:crypto';
import { normalisedName } from '@energy/domain';
import { ProblemError } from '@energy/http';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MINUTE_MS = 60_000;

/** How many passwords may be tried in a minute. */
export interface AttemptLimits {
  /** For one name, wherever they come from. */
  readonly perName: number;
  /** From one address (of IPv6, one network of 64 bits), for whatever names. */
  readonly perAddress: number;
}

/** Counts one more try. */
export interface Attempts {
  /**
   * @param name whose password is tried
   * @throws ProblemError where it is one too many; it says when to try again
   */
  count(request: FastifyRequest, name: string): Promise<void>;
}

/** Counts the tries of passwords, in the memory of this process. */
export async function countAttempts(
  app: FastifyInstance,
  { perName, perAddress }: AttemptLimits,
): Promise<Attempts> {
  const names = new WeakMap<FastifyRequest, string>();
  await app.register(rateLimit, { global: false, cache: 50_000 });
  const byAddress = app.createRateLimit({
    max: perAddress,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => `address ${normalizeIP(request.ip)}`,
  });
  const byName = app.createRateLimit({
    max: perName,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => `name ${names.get(request)}`,
  });

  return {
    async count(request, name) {
      names.set(request, keyOf(name));
      for (const limit of [byAddress, byName]) {
        const counted = await limit(request);
        if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttlInSeconds);
      }
    },
  };
}

/** Names are as long as a body lets them be: a hash is not. */
function keyOf(name: string): string {
  return createHash('sha256').update(normalisedName(name)).digest('base64url');
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError('too-many-attempts', `Please try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
