import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';

/**
 * Resets a stream whose reader does not accept a message in time. Neither an error nor the end of the stream
 * could reach such a reader, which would hold it open forever. gRPC clients see RESOURCE_EXHAUSTED.
 */
export function resetSlowReaders(timeoutMs: number): ServerInterceptor {
  return (_method, call) => new TimedCall(call, timeoutMs);
}

class TimedCall extends ServerInterceptingCall {
  readonly #stream: ServerHttp2Stream;
  readonly #timeoutMs: number;
  #timeout: NodeJS.Timeout | undefined;

  constructor(call: ServerInterceptingCallInterface, timeoutMs: number) {
    super(call);
    // grpc-js has no public way to reset a stream.
    this.#stream = (call as unknown as { readonly stream: ServerHttp2Stream }).stream;
    this.#timeoutMs = timeoutMs;
    this.#stream.once('close', () => clearTimeout(this.#timeout));
  }

  /** Sends one message at a time: `onAccepted` is called when there is room for the next. */
  override sendMessage(message: unknown, onAccepted: () => void): void {
    const reset = () => this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.#timeout = setTimeout(reset, this.#timeoutMs);
    super.sendMessage(message, () => {
      clearTimeout(this.#timeout);
      onAccepted();
    });
  }
}
