import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import * as grpc from 'nice-grpc';
import * as web from 'nice-grpc-web';

/** A client of the chat, signed in as one user. */
export interface ChatClient extends ChatServiceClient {
  close(): void;
}

/** @param address of chat-grpc, such as `127.0.0.1:8084` */
export function chatByGrpc(address: string, authorization: string): ChatClient {
  const channel = grpc.createChannel(address);
  const metadata = grpc.Metadata({ authorization });
  const client = grpc.createClient(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => channel.close() };
}

/** @param url any URL of the gateway, which browsers reach by gRPC-Web too */
export function chatByGrpcWeb(url: string, authorization: string): ChatClient {
  const metadata = web.Metadata({ authorization });
  const channel = web.createChannel(new URL(url).origin);
  const client = web.createClient(ChatServiceDefinition, channel, { '*': { metadata } });
  return { ...client, close: () => undefined };
}
