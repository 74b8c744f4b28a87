import type { preHandlerAsyncHookHandler, RouteOptions } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { type ProofRequirement, proofFor } from './access-table.ts';
import { actor } from './actor.ts';

/** The time for which a proof of the password is fresh. */
export const PROOF_LIFETIME_MS = 5 * 60_000;

/** The time of the last proof in a session; `undefined` where the session has ended. */
export type ProvedAt = (sessionId: string) => Promise<number | undefined>;

/**
 * Makes a route of the proof table refuse a session without a fresh proof of the password.
 *
 * @throws Error where `provedAt` is missing for such a route
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
