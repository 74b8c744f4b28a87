import { Metadata, type ServiceError, status as Status, type status } from '@grpc/grpc-js';
import { type Expected, NO_STREAM } from './log.ts';

/** The failure of a call: a gRPC status, and the kind of exception in its trailers. */
export class Refusal extends Error implements Partial<ServiceError> {
  readonly code: status;
  readonly details: string;
  readonly metadata = new Metadata();

  constructor(code: status, details: string, trailers: Readonly<Record<string, string>> = {}) {
    super(details);
    this.code = code;
    this.details = details;
    for (const [name, value] of Object.entries(trailers)) this.metadata.set(name, value);
  }
}

export function notLeader(host: string, port: number): Refusal {
  return new Refusal(Status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
}

export function streamDeleted(stream: string): Refusal {
  return new Refusal(Status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

/** The answer to a deletion; appends get a reply of their own instead of an error. */
export function wrongExpectedVersion(stream: string, expected: Expected, current: bigint): Refusal {
  const version = numberOf(expected);
  const details =
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, ` +
    `Expected version: ${version}, Actual version: ${current}`;
  return new Refusal(Status.FAILED_PRECONDITION, details, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(version),
    'actual-version': String(current),
  });
}

export function appendTooLarge(limit: number): Refusal {
  return new Refusal(Status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
}

export function eventTooLarge(id: string, size: number, limit: number): Refusal {
  return new Refusal(
    Status.INVALID_ARGUMENT,
    `Event with Id: ${id}, Size: ${size}, exceeds Maximum Append Event Size of ${limit}.`,
    { exception: 'maximum-append-event-size-exceeded' },
  );
}

export function messageTooLarge(): Refusal {
  const details = 'Received message exceeds the maximum configured message size.';
  return new Refusal(Status.RESOURCE_EXHAUSTED, details);
}

/** The failure of a read whose result the server's handler does not expect. */
export function unexpectedResult(result: string): Refusal {
  return new Refusal(Status.UNKNOWN, `Unexpected ${result}: Error`);
}

export function handlerFailed(): Refusal {
  return new Refusal(Status.UNKNOWN, 'Exception was thrown by handler.');
}

export function unauthenticated(): Refusal {
  return new Refusal(Status.UNAUTHENTICATED, 'Unauthenticated');
}

export function accessDenied(): Refusal {
  return new Refusal(Status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

/** The answer of a leader that has just lost its followers. */
export function commitTimeout(): Refusal {
  return new Refusal(Status.ABORTED, 'Operation timed out: Commit phase timeout.');
}

/** The answer of a node in a cluster without a leader. */
export function notReady(): Refusal {
  return new Refusal(Status.UNAVAILABLE, 'Server Is Not Ready');
}

export function connectionLost(): Refusal {
  return new Refusal(Status.UNAVAILABLE, 'Connection dropped');
}

export function invalid(what: string): Refusal {
  return new Refusal(Status.INVALID_ARGUMENT, `${what} is missing`);
}

function numberOf(expected: Expected): bigint {
  if (expected === 'any') return -2n;
  if (expected === 'stream-exists') return -4n;
  return expected === NO_STREAM ? -1n : expected;
}
