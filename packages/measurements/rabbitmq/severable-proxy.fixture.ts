import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and the broker, and can go away as a broker does. */
export class SeverableProxy {
  readonly #target: URL;
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  constructor(brokerUrl: string) {
    this.#target = new URL(brokerUrl);
  }

  /** The broker's URL by way of this proxy; the port stays the same over absences. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Lets connections through; at first, or again. */
  async open(): Promise<void> {
    this.#server = createServer((client) => {
      const broker = connect(Number(this.#target.port || 5672), this.#target.hostname);
      for (const socket of [client, broker]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.#sockets.delete(socket));
      }
      client.pipe(broker).pipe(client);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection. */
  sever(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
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
    for (const socket of this.#sockets) socket.unpipe();
    for (const socket of this.#sockets) socket.resume();
  }
}
