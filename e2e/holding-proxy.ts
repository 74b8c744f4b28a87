import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** Point at which an append is cut off: before the event store receives it, or before its response arrives. */
export type Cut = 'before' | 'after';

interface Holding {
  left: number;
  readonly cut: Cut;
  readonly held: PromiseWithResolvers<void>;
}

/**
 * A proxy between a process and an EventStoreDB that can hold the reply to a given append: the process that
 * waits for it can then be killed at exactly that point.
 */
export class HoldingProxy {
  readonly #server: Http2Server = createServer();
  readonly #store: ClientHttp2Session;
  #holding: Holding | undefined;

  /** @param storeUrl of the EventStoreDB, such as `http://127.0.0.1:2113` */
  static async start(storeUrl: string): Promise<HoldingProxy> {
    const proxy = new HoldingProxy(connect(storeUrl));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(store: ClientHttp2Session) {
    this.#store = store;
    // The tests kill the processes on either side, which ends their streams. The proxy ignores that.
    store.on('error', () => {});
    this.#server.on('session', (session) => session.on('error', () => {}));
    this.#server.on('stream', (stream: ServerHttp2Stream, headers) => this.#take(stream, headers));
  }

  /** URL of the event store behind the proxy. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `esdb://127.0.0.1:${port}?tls=false`;
  }

  /** Forwards `answered` more appends, then cuts off all others; resolves when the first one is cut off. */
  holdAppendsAfter(answered: number, cut: Cut = 'before'): Promise<void> {
    const held = Promise.withResolvers<void>();
    this.#holding = { left: answered, cut, held };
    return held.promise;
  }

  /** Forwards all appends again, except those that were cut off. */
  answerAll(): void {
    this.#holding = undefined;
  }

  async close(): Promise<void> {
    this.#store.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', () => {});
    const cut = headers[':path']?.endsWith('/Append') ? this.#cutOfAppend() : undefined;
    if (cut?.cut === 'before') cut.held.resolve();
    else this.#passOn(stream, headers, cut);
  }

  #cutOfAppend(): Holding | undefined {
    if (!this.#holding) return undefined;
    this.#holding.left -= 1;
    return this.#holding.left < 0 ? this.#holding : undefined;
  }

  #passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, cut: Holding | undefined): void {
    const passed = this.#store.request(headers);
    passed.on('error', () => {});
    stream.pipe(passed);
    stream.on('close', () => passed.close());
    passed.on('response', (answer, flags) => {
      if (cut) return cut.held.resolve();
      if (stream.closed) return;
      const isAll = (flags & END_STREAM) !== 0;
      stream.respond(answer, { waitForTrailers: !isAll, endStream: isAll });
      if (!isAll) passed.pipe(stream);
    });
    passed.on('trailers', (trailers) => {
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
    });
  }
}

const END_STREAM = 0x1;
