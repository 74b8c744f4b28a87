import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';

/** A proxy between a client and a server that can cut connections or drop what passes. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #open = new Set<Socket>();
  #isBlackhole = false;

  static async start(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  private constructor(server: Server, target: { readonly host: string; readonly port: number }) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#connect(client));
  }

  /** Resets every open connection. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Discards everything that is sent, in both directions, without an error. */
  startBlackhole(): void {
    this.#isBlackhole = true;
  }

  /** Resets the connections that have lost data, and forwards new ones. */
  endBlackhole(): void {
    this.#isBlackhole = false;
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #connect(client: Socket): void {
    if (this.#isBlackhole) {
      this.#track(client);
      client.resume();
      return;
    }
    const server = createConnection({ ...this.#target, allowHalfOpen: true });
    this.#forward(client, server);
    this.#forward(server, client);
  }

  #forward(from: Socket, to: Socket): void {
    this.#track(from);
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (this.#isBlackhole) return;
      if (!to.write(data)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => this.#isBlackhole || to.end());
    from.on('close', (hadError) => (hadError ? to.resetAndDestroy() : to.end()));
  }

  #track(socket: Socket): void {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    socket.on('error', () => {}); // Followed by 'close'.
  }
}
