import { OwnershipIndexBehind } from '@energy/accounts';
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
import { expectedRevision } from './command-context.ts';

const INDEX_RETRY_AFTER_S = 5;

/** Translates an error of the domain or of the event store. */
export function toProblem(error: unknown, request: FastifyRequest): ProblemError | undefined {
  if (error instanceof RuleViolation) return problemOfRule(error, request);
  if (error instanceof RevisionConflict) return problemOfConflict(error, request);
  if (error instanceof EventsMissing) return eventsMissingProblem();
  if (error instanceof OwnershipIndexBehind) return problemOfIndex(error);
  if (error instanceof CommandIdReused) {
    return new ProblemError(
      'idempotency-key-reused',
      'This Idempotency-Key was sent before, with another body: choose a new key.',
    );
  }
  return undefined;
}

function problemOfIndex({ message }: OwnershipIndexBehind): ProblemError {
  const detail = `${message[0]!.toUpperCase()}${message.slice(1)}. Try again in a moment.`;
  const headers = { 'retry-after': String(INDEX_RETRY_AFTER_S) };
  return new ProblemError('engine-unavailable', detail, { headers });
}

/** A rule about the current state has a problem type of its own; other input is an invalid request. */
function problemOfRule(
  { rule, message, field }: RuleViolation,
  { params }: FastifyRequest,
): ProblemError {
  const kind = kindOf(rule, field);
  if (field === undefined) return new ProblemError(kind ?? 'invalid-request', message);
  const part = Object.hasOwn(Object(params), field) ? 'path' : 'body';
  const errors = [{ in: part, parameter: field, code: rule, detail: message } as const];
  return kind ? new ProblemError(kind, message, { errors }) : invalidParameters(errors);
}

/** An owner or a tariff in the body that does not exist is not a missing resource. */
function kindOf(rule: string, field: string | undefined): ProblemKind | undefined {
  if (field === 'userId') return 'owner-not-client';
  if (field === 'tariffId') return 'tariff-unavailable';
  return Object.hasOwn(PROBLEM_KINDS, rule) ? (rule as ProblemKind) : undefined;
}

function problemOfConflict(conflict: RevisionConflict, request: FastifyRequest): ProblemError {
  if (expectedRevision(request) === undefined) {
    return new ProblemError('too-many-changes', 'Others keep changing it: try again.');
  }
  const { actual } = conflict;
  return new ProblemError('revision-mismatch', `The current revision is ${actual ?? 'none'}.`);
}
