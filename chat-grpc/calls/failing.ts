import { RuleViolation } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { RevisionConflict } from '@energy/event-store';
import { type Logger, UnavailableLog } from '@energy/service';
import { ServerError, type ServerMiddleware } from 'nice-grpc';
import {
  contention,
  conversationClosed,
  engineUnavailable,
  internal,
  invalidRequest,
  messageIdReused,
  revisionBeyondEnd,
} from './failures.ts';
import { nameInContract } from './field-names.ts';
import type { RequestContext } from './request-ids.ts';

/** Makes of whatever a call throws the failure that the contract has for it, and leaks nothing else. */
export function failing(log: Logger): ServerMiddleware<object, RequestContext> {
  const unavailableLog = new UnavailableLog(log, 'Calls');

  return async function* failingAsTheContractSays(call, context) {
    try {
      return yield* call.next(call.request, context);
    } catch (error) {
      if (error instanceof EngineUnavailable) unavailableLog.write(error);
      throw failureOf(error) ?? unexpected(error, call.method.path, context.requestId);
    }
  };

  function unexpected(error: unknown, path: string, requestId: string): ServerError {
    log.error({ err: error }, `${path} failed (${requestId}).`);
    return internal(requestId);
  }
}

/** What the contract says of an error; `undefined` where it is not to be expected. */
function failureOf(error: unknown): unknown {
  if (error instanceof ServerError || isAbort(error)) return error;
  if (error instanceof EngineUnavailable) return engineUnavailable();
  if (error instanceof RevisionConflict) return contention();
  return error instanceof RuleViolation ? failureOfRule(error) : undefined;
}

/** The caller has gone. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function failureOfRule({ rule, field, message }: RuleViolation): ServerError {
  switch (rule) {
    case 'message-id-reused':
      return messageIdReused(message);
    case 'conversation-closed':
      return conversationClosed(message);
    case 'revision-beyond-end':
      return revisionBeyondEnd(nameInContract(field), message);
    default:
      return invalidRequest(nameInContract(field), message);
  }
}
