import type { preHandlerAsyncHookHandler, RouteOptions } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { type ProofRequirement, proofFor } from './access-table.ts';
import { actor } from './actor.ts';

/** How long a password that was given counts as fresh. */
export const PROOF_LIFETIME_MS = 5 * 60_000;

/** When the password was last given in a session; `undefined` where the session has ended. */
export type ProvedAt = (sessionId: string) => Promise<number | undefined>;

/**
 * Makes a route that the proof table names refuse a session whose password was given too long ago.
 *
 * @throws Error where the API has such a route and does not know when passwords were given
 */
export function addProof(
  route: RouteOptions,
  provedAt: ProvedAt | undefined,
  now: () => number,
): void {
  const requirement = [route.method].flat().map((method) => proofFor(method, route.url))[0];
  if (requirement === undefined) return;
  if (!provedAt)
    throw new Error(`${route.url} needs a fresh proof, and \`provedAt\` is not given.`);
  route.preHandler = [
    ...[route.preHandler ?? []].flat(),
    freshProofOnly(requirement, provedAt, now),
  ];
}

function freshProofOnly(
  requirement: ProofRequirement,
  provedAt: ProvedAt,
  now: () => number,
): preHandlerAsyncHookHandler {
  return async (request) => {
    const body = (request.body ?? {}) as object;
    if (requirement !== 'always' && !Object.hasOwn(body, requirement.field)) return;
    const last = await provedAt(actor(request).sessionId);
    if (last !== undefined && now() - last < PROOF_LIFETIME_MS) return;
    throw new ProblemError(
      'proof-required',
      'Give your password again by POST /api/session/proof, then repeat the request.',
    );
  };
}
