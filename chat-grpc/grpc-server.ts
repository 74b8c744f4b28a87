import { settlesWithin } from '@energy/engines';
import type { KnownSessions } from '@energy/http';
import { ChatServiceDefinition, type ChatServiceImplementation } from '@energy/proto/chat';
import { descriptors } from '@energy/proto/descriptors';
import { readStrictly } from '@energy/proto/strict-requests';
import type { Logger, Tracing } from '@energy/service';
import { createServer, type Server, type ServerMiddleware } from 'nice-grpc';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection';
import { access } from './calls/access.ts';
import { authentication } from './calls/authentication.ts';
import type { CallerContext } from './calls/caller.ts';
import { deadline } from './calls/deadline.ts';
import { failing } from './calls/failing.ts';
import { engineUnavailable } from './calls/failures.ts';
import { limited } from './calls/rate-limit.ts';
import { requestIds } from './calls/request-ids.ts';
import { resetSlowReaders } from './calls/slow-readers.ts';
import { spans } from './calls/spans.ts';
import { wellFormed } from './calls/well-formed.ts';
import type { Limits } from './limits.ts';

export interface GrpcServerOptions {
  readonly service: ChatServiceImplementation<CallerContext>;
  /** Whose tokens are believed. */
  readonly sessions: KnownSessions;
  /** Whether calls can be answered at all. */
  readonly isReady: () => boolean;
  readonly limits: Limits;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
}

/** Several times the longest message. */
const LARGEST_REQUEST = 64 * 1_024;
const KEEP_ALIVE_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Serves the chat by gRPC, to those who may call; and to anyone whether it serves (health), and what
 * there is to call (reflection).
 */
export class GrpcServer {
  readonly #server: Server;
  readonly #health = HealthState();
  readonly #closing = new AbortController();

  constructor({ service, sessions, isReady, limits, log, tracing }: GrpcServerOptions) {
    this.#server = createServer({
      'grpc.max_receive_message_length': LARGEST_REQUEST,
      'grpc.keepalive_time_ms': KEEP_ALIVE_MS,
      interceptors: [resetSlowReaders(limits.readerPatienceMs)],
    });
    this.#server
      .with(errorDetailsServerMiddleware)
      .with(requestIds)
      .with(spans(tracing))
      .with(failing(log))
      .with(deadline(limits.longestCallMs))
      .with(whenReady(isReady))
      .with(wellFormed)
      .with(authentication(sessions))
      .with(limited(limits.calls))
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
    this.tellHealth('unhealthy');
  }

  /** Tells whoever asks or watches whether it serves. */
  tellHealth(status: 'healthy' | 'unhealthy'): void {
    this.#health.setStatus(status);
    this.#health.setStatus(status, ChatServiceDefinition.fullName);
  }

  /**
   * Listens for calls.
   *
   * @returns the port
   * @throws Error whose `code` is the system's, such as EADDRINUSE
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

  /** Takes no more connections, and waits for the calls under way; after 5 s it hangs up on them. */
  async close(): Promise<void> {
    this.tellHealth('unhealthy');
    setImmediate(() => this.#closing.abort()); // Once those who watch its health have been told.
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

/** Ends calls when the signal aborts. */
function endingWith(signal: AbortSignal): ServerMiddleware {
  return async function* ending(call, context) {
    const either = AbortSignal.any([context.signal, signal]);
    return yield* call.next(call.request, { ...context, signal: either });
  };
}

/** The reflection service by either of the names that clients ask for; their messages are the same. */
function reflectionService(version: 'v1' | 'v1alpha') {
  const { serverReflectionInfo } = ServerReflectionService;
  const path: string = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  return { serverReflectionInfo: { ...serverReflectionInfo, path } };
}
