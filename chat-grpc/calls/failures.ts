import { Status } from 'nice-grpc';
import {
  BadRequest,
  type ErrorDetails,
  ErrorInfo,
  RetryInfo,
  RichServerError,
} from 'nice-grpc-error-details';

/** The domain of the reasons below (google.rpc.ErrorInfo). */
const DOMAIN = 'chat.energy';

const ENGINE_RETRY_DELAY_MS = 2_000;

/** Why a call failed, for programs. The contract (chat.proto) explains each. */
export type Reason =
  | 'NOT_SIGNED_IN'
  | 'TOKEN_EXPIRED'
  | 'SESSION_ENDED'
  | 'PASSWORD_CHANGE_REQUIRED'
  | 'ADMINISTRATORS_ONLY'
  | 'CONVERSATION_NOT_FOUND'
  | 'INVALID_REQUEST'
  | 'REVISION_BEYOND_END'
  | 'MESSAGE_ID_REUSED'
  | 'CONVERSATION_CLOSED'
  | 'TOO_MANY_CALLS'
  | 'TOO_MANY_MESSAGES'
  | 'TOO_MANY_STREAMS'
  | 'READER_TOO_SLOW'
  | 'ENGINE_UNAVAILABLE'
  | 'SHUTTING_DOWN'
  | 'CONTENTION'
  | 'INTERNAL';

/** A failure that the contract defines. */
export class ChatFailure extends RichServerError {
  readonly reason: Reason;

  constructor(code: Status, reason: Reason, message: string, details: ErrorDetails[] = []) {
    const info = ErrorInfo.fromPartial({ reason, domain: DOMAIN });
    super(code, message, [info, ...details]);
    this.reason = reason;
  }
}

export function notSignedIn(): ChatFailure {
  const message = 'Sign in: the call needs a valid token.';
  return new ChatFailure(Status.UNAUTHENTICATED, 'NOT_SIGNED_IN', message);
}

export function tokenExpired(): ChatFailure {
  const message = 'The token has expired: get another one and call again.';
  return new ChatFailure(Status.UNAUTHENTICATED, 'TOKEN_EXPIRED', message);
}

export function sessionEnded(): ChatFailure {
  const message = 'The session has ended: sign in again.';
  return new ChatFailure(Status.UNAUTHENTICATED, 'SESSION_ENDED', message);
}

export function passwordChangeRequired(): ChatFailure {
  const message = 'This is a one-time password: change it with PUT /api/session/password.';
  return new ChatFailure(Status.PERMISSION_DENIED, 'PASSWORD_CHANGE_REQUIRED', message);
}

export function administratorsOnly(): ChatFailure {
  const message = 'Only administrators may do this.';
  return new ChatFailure(Status.PERMISSION_DENIED, 'ADMINISTRATORS_ONLY', message);
}

export function conversationNotFound(): ChatFailure {
  const message = 'There is no conversation with this client.';
  return new ChatFailure(Status.NOT_FOUND, 'CONVERSATION_NOT_FOUND', message);
}

export interface Violation {
  /** The field as the contract names it; empty for the request itself. */
  readonly field: string;
  readonly description: string;
}

export function invalidRequest(field: string, description: string): ChatFailure {
  return invalidFields([{ field, description }]);
}

/** @param violations at least one */
export function invalidFields(violations: readonly Violation[]): ChatFailure {
  const details = [BadRequest.fromPartial({ fieldViolations: [...violations] })];
  const message = violations.map(({ description }) => description).join(' ');
  return new ChatFailure(Status.INVALID_ARGUMENT, 'INVALID_REQUEST', message, details);
}

export function revisionBeyondEnd(field: string, description: string): ChatFailure {
  const details = [BadRequest.fromPartial({ fieldViolations: [{ field, description }] })];
  return new ChatFailure(Status.OUT_OF_RANGE, 'REVISION_BEYOND_END', description, details);
}

export function messageIdReused(message: string): ChatFailure {
  return new ChatFailure(Status.ALREADY_EXISTS, 'MESSAGE_ID_REUSED', message);
}

export function conversationClosed(message: string): ChatFailure {
  return new ChatFailure(Status.FAILED_PRECONDITION, 'CONVERSATION_CLOSED', message);
}

/** @param retryInMs the milliseconds until the next one is accepted */
export function tooMany(
  reason: 'TOO_MANY_CALLS' | 'TOO_MANY_MESSAGES',
  retryInMs: number,
): ChatFailure {
  const what = reason === 'TOO_MANY_CALLS' ? 'calls' : 'messages';
  const message = `Too many ${what}: this one was refused. Try again later.`;
  return new ChatFailure(Status.RESOURCE_EXHAUSTED, reason, message, [retryIn(retryInMs)]);
}

export function tooManyStreams(max: number): ChatFailure {
  const message = `A user may have at most ${max} open streams on one server: end some first.`;
  return new ChatFailure(Status.RESOURCE_EXHAUSTED, 'TOO_MANY_STREAMS', message);
}

export function readerTooSlow(): ChatFailure {
  const message = 'The reader is too slow for the changes: call again.';
  return new ChatFailure(Status.RESOURCE_EXHAUSTED, 'READER_TOO_SLOW', message);
}

export function engineUnavailable(): ChatFailure {
  const message = 'An engine is unavailable. Call again in a moment.';
  const details = [retryIn(ENGINE_RETRY_DELAY_MS)];
  return new ChatFailure(Status.UNAVAILABLE, 'ENGINE_UNAVAILABLE', message, details);
}

export function shuttingDown(): ChatFailure {
  const message = 'This server is shutting down: continue on another one.';
  return new ChatFailure(Status.UNAVAILABLE, 'SHUTTING_DOWN', message, [retryIn(0)]);
}

export function contention(): ChatFailure {
  const message = 'The call lost against concurrent ones many times in a row: call again.';
  return new ChatFailure(Status.ABORTED, 'CONTENTION', message, [retryIn(0)]);
}

export function internal(requestId: string): ChatFailure {
  const message = `Internal error; the log has the details under the request id ${requestId}.`;
  return new ChatFailure(Status.INTERNAL, 'INTERNAL', message);
}

/** Converts a field's name to the contract's: `messageId` to `message_id`. */
export function fieldNameInContract(field = ''): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function retryIn(milliseconds: number): RetryInfo {
  const whole = Math.ceil(milliseconds);
  const retryDelay = { seconds: Math.floor(whole / 1_000), nanos: (whole % 1_000) * 1_000_000 };
  return RetryInfo.fromPartial({ retryDelay });
}
