import { ChatServiceDefinition } from '@energy/proto/chat';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';

export type UnaryCall = ServerUnaryCall<Buffer, Buffer>;
export type StreamingCall = ServerWritableStream<Buffer, Buffer>;

const bytes = (value: Buffer) => value;

/** A fake chat service. It accepts calls as bytes and gives the responses that a test sets. */
export class StandInChatService {
  /** Metadata of each call, in order. */
  readonly metadata: Metadata[] = [];
  readonly requests: Buffer[] = [];
  onUnary: (call: UnaryCall, answer: sendUnaryData<Buffer>) => void = (call, answer) =>
    answer(null, call.request);
  onStream: (call: StreamingCall) => void = (call) => call.end();
  #server = new Server();

  /** @param port 0 for any free port */
  async start(port = 0): Promise<number> {
    this.#server = new Server();
    const methods = Object.values(ChatServiceDefinition.methods);
    for (const { name, responseStream } of methods) {
      const definition = {
        path: `/${ChatServiceDefinition.fullName}/${name}`,
        requestStream: false,
        responseStream,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      };
      const handler = responseStream
        ? (call: StreamingCall) => {
            this.#note(call);
            this.onStream(call);
          }
        : (call: UnaryCall, answer: sendUnaryData<Buffer>) => {
            this.#note(call);
            this.onUnary(call, answer);
          };
      this.#server.addService({ [name]: definition } as never, { [name]: handler } as never);
    }
    return new Promise((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      this.#server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  }

  /** Closes all connections and stops. */
  kill(): void {
    this.#server.forceShutdown();
  }

  #note({ metadata, request }: UnaryCall | StreamingCall): void {
    this.metadata.push(metadata);
    this.requests.push(request);
  }
}
