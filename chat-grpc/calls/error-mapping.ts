import { RuleViolation } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { RevisionConflict } from '@energy/event-store';
import { type Logger, UnavailableLog } from '@energy/service';
import { ServerError, type ServerMiddleware } from 'nice-grpc';
import {
  contention,
  conversationClosed,
  engineUnavailable,
  fieldNameInContract,
  internal,
  invalidRequest,
  messageIdReused,
  revisionBeyondEnd,
} from './failures.ts';
import type { RequestContext } from './request-ids.ts';

/** Maps every error to the failure that the contract defines, and hides unexpected ones from callers. */
export function mapErrors(log: Logger): ServerMiddleware<object, RequestContext> {
  const unavailableLog = new UnavailableLog(log, 'Calls');

  return async function* mapped(call, context) {
    try {
      return yield* call.next(call.request, context);
    } catch (error) {
      if (error instanceof EngineUnavailable) unavailableLog.write(error);
      throw toFailure(error) ?? unexpected(error, call.method.path, context.requestId);
    }
  };

  function unexpected(error: unknown, path: string, requestId: string): ServerError {
    log.error({ err: error }, `${path} failed (${requestId}).`);
    return internal(requestId);
  }
}

/** `undefined` for an unexpected error. */
function toFailure(error: unknown): unknown {
  if (error instanceof ServerError || isAbort(error)) return error;
  if (error instanceof EngineUnavailable) return engineUnavailable();
  if (error instanceof RevisionConflict) return contention();
  return error instanceof RuleViolation ? ruleFailure(error) : undefined;
}

/** The caller has cancelled the call. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function ruleFailure({ rule, field, message }: RuleViolation): ServerError {
  const name = fieldNameInContract(field);
  switch (rule) {
    case 'message-id-reused':
      return messageIdReused(message);
    case 'conversation-closed':
      return conversationClosed(message);
    case 'revision-beyond-end':
      return revisionBeyondEnd(name, message);
    default:
      return invalidRequest(name, message);
  }
}
