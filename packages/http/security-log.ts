import { Counter, type Metrics } from '@energy/service';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { ProblemKind } from './problems/problem.ts';
import { ProblemError } from './problems/problem-error.ts';

/** The security events that are logged and counted. */
export const SECURITY_EVENTS = [
  'signed-in',
  'sign-in-failed',
  'sign-in-throttled',
  'sign-in-locked',
  'signed-out',
  'refresh-token-reused',
  'password-changed',
  'password-change-failed',
  'password-reset',
  'proof-given',
  'proof-failed',
  'authorization-refused',
] as const;

export type SecurityEvent = (typeof SECURITY_EVENTS)[number];

export interface SecurityEventDetails {
  /** The id of the affected user; never a typed name, which may be a password. */
  readonly userId?: string | undefined;
  /** The kind of problem in the reply. */
  readonly reason?: ProblemKind;
}

declare module 'fastify' {
  interface FastifyInstance {
    securityLog: SecurityLog;
  }
}

/** Logs security events with user, address and request id, without secrets, and counts them. */
export class SecurityLog {
  readonly #log: FastifyBaseLogger;
  readonly #events: Counter<'event'>;

  constructor(log: FastifyBaseLogger, metrics: Metrics) {
    this.#log = log;
    this.#events = new Counter({
      name: 'energy_security_events_total',
      help: 'Sign-ins, failed and throttled ones, sign-outs, changes of passwords, refused requests',
      labelNames: ['event'],
      registers: [metrics],
    });
    for (const event of SECURITY_EVENTS) this.#events.inc({ event }, 0);
  }

  record(
    request: FastifyRequest,
    securityEvent: SecurityEvent,
    { userId, reason }: SecurityEventDetails = {},
  ): void {
    this.#events.inc({ event: securityEvent });
    const { ip: address, id: requestId } = request;
    const actor = request.actor?.userId;
    const user = userId ?? actor ?? null;
    const by = actor !== undefined && actor !== user && { by: actor };
    this.#log.info(
      { securityEvent, user, ...by, address, requestId, ...(reason && { reason }) },
      `Security event: ${securityEvent}.`,
    );
  }
}

/** The problems that deny access. */
const REFUSALS: ReadonlySet<ProblemKind> = new Set([
  'not-allowed',
  'password-change-required',
  'proof-required',
  'own-password-reset',
  'cross-site-request',
]);

/** Adds `app.securityLog`, and records every request that is denied access. */
export function addSecurityLog(app: FastifyInstance, metrics: Metrics): void {
  const securityLog = new SecurityLog(app.log, metrics);
  app.decorate('securityLog', securityLog);
  app.addHook('onError', async (request, _reply, error) => {
    if (!(error instanceof ProblemError) || !isRefusal(error.kind, request)) return;
    securityLog.record(request, 'authorization-refused', { reason: error.kind });
  });
}

function isRefusal(kind: ProblemKind, request: FastifyRequest): boolean {
  switch (kind) {
    case 'not-signed-in': // A browser asks without a token whether it is signed in.
      return sendsToken(request);
    case 'device-not-found': // A device of another client looks like one that does not exist.
      return request.actor?.role === 'client';
    default:
      return REFUSALS.has(kind);
  }
}

function sendsToken(request: FastifyRequest): boolean {
  try {
    return request.server.jwt.lookupToken(request) !== '';
  } catch {
    return false;
  }
}
