import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import * as grpc from 'nice-grpc';
import * as web from 'nice-grpc-web';

/** The chat as somebody uses it. */
export interface ChatClient extends ChatServiceClient {
  close(): void;
}

/** By gRPC, at the chat service itself, such as 127.0.0.1:8084. */
export function chatByGrpc(address: string, authorization: string): ChatClient {
  const channel = grpc.createChannel(address);
  const metadata = grpc.Metadata({ authorization });
  const client = grpc.createClient(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => channel.close() };
}

/** By gRPC-Web, at the gateway, as browsers do. */
export function chatByGrpcWeb(url: string, authorization: string): ChatClient {
  const metadata = web.Metadata({ authorization });
  const channel = web.createChannel(new URL(url).origin);
  const client = web.createClient(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => undefined };
}
