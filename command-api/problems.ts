import { RuleViolation } from '@energy/domain';
import { CommandIdReused, RevisionConflict } from '@energy/event-store';
import {
  eventsMissingProblem,
  invalidParameters,
  PROBLEM_KINDS,
  ProblemError,
  type ProblemKind,
} from '@energy/http';
import { EventsMissing } from '@energy/read-models/projection';
import type { FastifyRequest } from 'fastify';
import { revisionNamedBy } from './command-of.ts';

/** The problem that an error of the domain or of the event store stands for. */
export function problemOfCommand(
  error: unknown,
  request: FastifyRequest,
): ProblemError | undefined {
  if (error instanceof RuleViolation) return problemOfRule(error);
  if (error instanceof RevisionConflict) return problemOfConflict(error, request);
  if (error instanceof EventsMissing) return eventsMissingProblem();
  if (error instanceof CommandIdReused) {
    return new ProblemError(
      'idempotency-key-reused',
      'This Idempotency-Key was sent before, with another body: choose a new key.',
    );
  }
  return undefined;
}

/** A rule on what is there has a kind of its own; what no state would take is an invalid request. */
function problemOfRule({ rule, message, field }: RuleViolation): ProblemError {
  const kind = kindOf(rule, field);
  if (field === undefined) return new ProblemError(kind ?? 'invalid-request', message);
  const errors = [{ in: 'body', parameter: field, code: rule, detail: message }];
  return kind ? new ProblemError(kind, message, { errors }) : invalidParameters(errors);
}

/** A user who can’t own a device is no fault of the address. */
function kindOf(rule: string, field: string | undefined): ProblemKind | undefined {
  if (field === 'userId') return 'owner-not-client';
  return Object.hasOwn(PROBLEM_KINDS, rule) ? (rule as ProblemKind) : undefined;
}

function problemOfConflict(conflict: RevisionConflict, request: FastifyRequest): ProblemError {
  if (revisionNamedBy(request) === undefined) {
    return new ProblemError(
      'too-many-changes',
      'Others changed it again and again: try once more.',
    );
  }
  const { actual } = conflict;
  return new ProblemError('revision-mismatch', `It is at revision ${actual ?? 'none'} by now.`);
}
