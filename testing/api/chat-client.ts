import { setTimeout as delay } from 'node:timers/promises';
import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import * as grpc from 'nice-grpc';
import * as web from 'nice-grpc-web';

const RETRY_DELAY_MS = 200;

export interface ChatClientOptions {
  /** Time for which unary calls are retried after UNAVAILABLE; 0 by default. */
  readonly retryForMs?: number;
}

/** A client of the chat, signed in as one user. */
export interface ChatClient extends ChatServiceClient {
  close(): void;
}

/** @param address of chat-grpc, such as `127.0.0.1:8084` */
export function chatByGrpc(
  address: string,
  authorization: string,
  { retryForMs = 0 }: ChatClientOptions = {},
): ChatClient {
  const channel = grpc.createChannel(address);
  const metadata = grpc.Metadata({ authorization });
  const client = grpc
    .createClientFactory()
    .use(retryUnavailable(retryForMs))
    .create(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => channel.close() };
}

/** @param url any URL of the gateway, which browsers reach by gRPC-Web too */
export function chatByGrpcWeb(
  url: string,
  authorization: string,
  { retryForMs = 0 }: ChatClientOptions = {},
): ChatClient {
  const metadata = web.Metadata({ authorization });
  const channel = web.createChannel(new URL(url).origin);
  const client = web
    .createClientFactory()
    .use(retryUnavailable(retryForMs))
    .create(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => undefined };
}

function retryUnavailable(forMs: number): grpc.ClientMiddleware {
  return async function* retry(call, options) {
    const retryUntil = Date.now() + forMs;
    if (call.responseStream) return yield* call.next(call.request, options);
    for (;;) {
      try {
        return yield* call.next(call.request, options);
      } catch (error) {
        const isUnavailable = (error as { code?: number }).code === grpc.Status.UNAVAILABLE;
        if (!isUnavailable || Date.now() >= retryUntil) throw error;
      }
      await delay(RETRY_DELAY_MS, undefined, { signal: options.signal });
    }
  };
}
