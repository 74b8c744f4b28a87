import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';

/**
 * Resets a stream whose reader does not take a message for too long. What waits for it is bounded; but
 * neither an error nor the end of the stream could reach such a reader, which would keep it open for
 * ever. By HTTP/2's code for it, gRPC clients see RESOURCE_EXHAUSTED.
 */
export function resetSlowReaders(patienceMs: number): ServerInterceptor {
  return (_method, call) => new ImpatientCall(call, patienceMs);
}

class ImpatientCall extends ServerInterceptingCall {
  readonly #stream: ServerHttp2Stream;
  readonly #patienceMs: number;
  #patience: NodeJS.Timeout | undefined;

  constructor(call: ServerInterceptingCallInterface, patienceMs: number) {
    super(call);
    // There is no other way to a stream that does not take its own end.
    this.#stream = (call as unknown as { readonly stream: ServerHttp2Stream }).stream;
    this.#patienceMs = patienceMs;
    this.#stream.once('close', () => clearTimeout(this.#patience));
  }

  /** One message at a time: `taken` is called when there is room for the next. */
  override sendMessage(message: unknown, taken: () => void): void {
    const reset = () => this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.#patience = setTimeout(reset, this.#patienceMs);
    super.sendMessage(message, () => {
      clearTimeout(this.#patience);
      taken();
    });
  }
}
