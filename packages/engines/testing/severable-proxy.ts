import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'amqp:': 5672, 'mongodb:': 27017 };

/** A proxy of an engine's server that can become unavailable, as a server can. */
export class SeverableProxy {
  readonly #target: URL;
  #server: Server | undefined;
  #port = 0;
  readonly #pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  /** The number of bytes from clients after which every connection breaks. */
  #bytesLeft = Number.POSITIVE_INFINITY;

  constructor(url: string) {
    this.#target = new URL(url);
  }

  /** The server's URL by way of this proxy; the port stays the same over absences. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Lets connections through; at first, or again. */
  async open(): Promise<void> {
    const { port, protocol, hostname } = this.#target;
    this.#server = createServer((client) => {
      const server = connect(Number(port || DEFAULT_PORTS[protocol]), hostname);
      const pair = { client, server };
      this.#pairs.add(pair);
      for (const socket of [client, server]) {
        socket.on('error', () => {});
        socket.on('close', () => this.#pairs.delete(pair));
      }
      client.on('data', ({ length }) => this.#count(length));
      client.pipe(server).pipe(client);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection. */
  sever(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Breaks every connection once clients have sent so many more bytes. */
  severAfter(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** Breaks every connection and refuses new ones, until opened again. */
  async goAway(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.sever();
    await closed;
    this.#server = undefined;
  }

  /** Takes the clients' bytes, and passes nothing on. */
  fallSilent(): void {
    for (const { client, server } of this.#pairs) {
      for (const socket of [client, server]) socket.unpipe();
      for (const socket of [client, server]) socket.resume();
    }
  }

  /** Passes on what clients say, and gives nothing back. */
  swallowReplies(): void {
    for (const { server } of this.#pairs) {
      server.unpipe();
      server.resume();
    }
  }

  #count(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft > 0) return;
    this.#bytesLeft = Number.POSITIVE_INFINITY;
    this.sever();
  }
}
