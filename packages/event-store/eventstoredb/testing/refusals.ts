import { Metadata, type ServiceError, status as Status, type status } from '@grpc/grpc-js';

/** A call's failure: its gRPC status, and in its trailers what kind of exception it was. */
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

/** A read that the server's handler does not expect to fail. */
export function unexpectedResult(result: string): Refusal {
  return new Refusal(Status.UNKNOWN, `Unexpected ${result}: Error`);
}

export function handlerFailed(): Refusal {
  return new Refusal(Status.UNKNOWN, 'Exception was thrown by handler.');
}

export function accessDenied(): Refusal {
  return new Refusal(Status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

export function connectionLost(): Refusal {
  return new Refusal(Status.UNAVAILABLE, 'Connection dropped');
}

export function invalid(what: string): Refusal {
  return new Refusal(Status.INVALID_ARGUMENT, `${what} is missing`);
}
