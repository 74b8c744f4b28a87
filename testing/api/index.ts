export { Api, type ApiOptions, type ApiResponse, type Day, RequestFailed } from './api.ts';
export { type ChatClient, chatByGrpc, chatByGrpcWeb } from './chat-client.ts';
export { type Alert, type Frame, LiveConnection } from './live-connection.ts';
export * from './people.ts';
export { ReceivedMessages } from './received-messages.ts';
