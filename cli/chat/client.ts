import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import { errorMessage } from '@energy/service/configuration';
import {
  ClientError,
  type ClientMiddleware,
  createChannel,
  createClientFactory,
  Metadata,
  Status,
} from 'nice-grpc';
import { retryMiddleware } from 'nice-grpc-client-middleware-retry';
import { ApiAway } from './refusal.ts';
import type { Session } from './session.ts';

/** Statuses after which the same request may succeed. */
const PASSING = [
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.RESOURCE_EXHAUSTED,
  Status.ABORTED,
];
/** Retries unary calls for some seconds; all of them are idempotent. */
const RETRIES = {
  retry: true,
  retryBaseDelayMs: 200,
  retryMaxDelayMs: 2_000,
  retryMaxAttempts: 5,
  retryableStatuses: PASSING,
} as const;

/** The chat for a signed-in user. */
export interface Chat {
  readonly calls: ChatServiceClient;
  close(): void;
}

/** @param url of chat-grpc: http:, or https: for TLS */
export function chatAt(url: URL, session: Session): Chat {
  const channel = createChannel(url.origin);
  const calls = createClientFactory()
    .use(authorized(session))
    .use(retryMiddleware)
    .create(ChatServiceDefinition, channel, { '*': RETRIES });
  return { calls, close: () => channel.close() };
}

/** True if a retry may succeed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ClientError) return PASSING.includes(error.code);
  return error instanceof ApiAway;
}

/** Message of an error for people: the status details of an error from the chat. */
export function messageOf(error: unknown): string {
  const text = error instanceof ClientError ? error.details : errorMessage(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function authorized(session: Session): ClientMiddleware {
  return async function* withToken(call, options) {
    const token = await session.accessToken();
    const metadata = Metadata(options.metadata).set('authorization', `Bearer ${token}`);
    return yield* call.next(call.request, { ...options, metadata });
  };
}
