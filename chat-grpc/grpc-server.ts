import { settlesWithin } from '@energy/engines';
import type { KnownSessions } from '@energy/http/server';
import { ChatServiceDefinition, type ChatServiceImplementation } from '@energy/proto/chat';
import { descriptors } from '@energy/proto/descriptors';
import { readStrictly, UnreadableRequest } from '@energy/proto/strict-requests';
import type { Logger, Tracing } from '@energy/service';
import { createServer, type Server, type ServerMiddleware } from 'nice-grpc';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection';
import { access } from './calls/access.ts';
import { authentication } from './calls/authentication.ts';
import type { CallerContext } from './calls/caller.ts';
import { deadline } from './calls/deadline.ts';
import { mapErrors } from './calls/error-mapping.ts';
import { engineUnavailable, invalidRequest } from './calls/failures.ts';
import { rateLimit } from './calls/rate-limit.ts';
import { requestIds } from './calls/request-ids.ts';
import { resetSlowReaders } from './calls/slow-readers.ts';
import { spans } from './calls/spans.ts';
import type { Limits } from './limits.ts';

export interface GrpcServerOptions {
  readonly service: ChatServiceImplementation<CallerContext>;
  readonly sessions: KnownSessions;
  /** Calls fail with UNAVAILABLE until it returns true. */
  readonly isReady: () => boolean;
  readonly limits: Limits;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
}

/** Several times the size of the longest message. */
const MAX_REQUEST_BYTES = 64 * 1_024;
const KEEP_ALIVE_INTERVAL_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;

/** Serves the chat to authorized callers, and the health and reflection services to anyone. */
export class GrpcServer {
  readonly #server: Server;
  readonly #health = HealthState();
  readonly #closing = new AbortController();

  constructor({ service, sessions, isReady, limits, log, tracing }: GrpcServerOptions) {
    this.#server = createServer({
      'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
      'grpc.keepalive_time_ms': KEEP_ALIVE_INTERVAL_MS,
      interceptors: [resetSlowReaders(limits.readerTimeoutMs)],
    });
    this.#server
      .with(errorDetailsServerMiddleware)
      .with(requestIds)
      .with(spans(tracing))
      .with(mapErrors(log))
      .with(deadline(limits.callTimeoutMs))
      .with(whenReady(isReady))
      .with(wellFormed)
      .with(authentication(sessions))
      .with(rateLimit(limits.calls))
      .with(access)
      .add(readStrictly(ChatServiceDefinition), service);
    this.#server
      .with(endingWith(this.#closing.signal))
      .add(HealthDefinition, HealthServiceImpl(this.#health));
    const reflection = ServerReflection(descriptors, [
      ChatServiceDefinition.fullName,
      HealthDefinition.fullName,
    ]);
    for (const version of ['v1', 'v1alpha'] as const) {
      this.#server.add(reflectionService(version), reflection);
    }
    this.setHealth('unhealthy');
  }

  /** Sets the status that the health service reports. */
  setHealth(status: 'healthy' | 'unhealthy'): void {
    this.#health.setStatus(status);
    this.#health.setStatus(status, ChatServiceDefinition.fullName);
  }

  /**
   * Starts listening.
   *
   * @returns the port
   * @throws Error with the system's `code`, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<number> {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    try {
      return await this.#server.listen(address);
    } catch (error) {
      const code = /\b(?:EADDR|EACCES|ENOTFOUND|EAI_)\w*/.exec(String(error))?.[0];
      throw Object.assign(error as Error, { code });
    }
  }

  /** Accepts no more connections and waits for calls in progress; after 5 s it drops them. */
  async close(): Promise<void> {
    this.setHealth('unhealthy');
    setImmediate(() => this.#closing.abort()); // After the watchers of its health have received the status.
    await settlesWithin(this.#server.shutdown(), CLOSE_TIMEOUT_MS);
    this.#server.forceShutdown();
  }
}

function whenReady(isReady: () => boolean): ServerMiddleware {
  return async function* ready(call, context) {
    if (!isReady()) throw engineUnavailable();
    return yield* call.next(call.request, context);
  };
}

/** Refuses requests that could not be decoded. */
const wellFormed: ServerMiddleware = async function* readable(call, context) {
  if (call.request instanceof UnreadableRequest) {
    const description =
      'The request is not a valid message: texts must be UTF-8, numbers in range.';
    throw invalidRequest('', description);
  }
  return yield* call.next(call.request, context);
};

/** Ends calls when the signal aborts. */
function endingWith(signal: AbortSignal): ServerMiddleware {
  return async function* ending(call, context) {
    const either = AbortSignal.any([context.signal, signal]);
    return yield* call.next(call.request, { ...context, signal: either });
  };
}

/** The reflection service under one of its two names; their messages are the same. */
function reflectionService(version: 'v1' | 'v1alpha') {
  const { serverReflectionInfo } = ServerReflectionService;
  const path: string = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  return { serverReflectionInfo: { ...serverReflectionInfo, path } };
}
