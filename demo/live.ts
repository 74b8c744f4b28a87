/** A frame of the live WebSocket; what else is in it depends on the type. */
export interface Frame {
  readonly type: string;
  readonly alert?: Alert;
  readonly code?: string;
}

/** An alert as the API shows it; energies in kWh. */
export interface Alert {
  readonly number: number;
  readonly deviceId: string;
  readonly description: string;
  readonly label: string;
  readonly limit: number;
  readonly total: number;
}

/** A connection to the live WebSocket, with all that was heard on it. */
export class Live {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  #heard = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.frames.push(JSON.parse(data));
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    };
    const lost = () => this.#heard.reject(new Error('the live WebSocket was closed'));
    socket.onclose = lost;
    socket.onerror = lost;
  }

  /** Resolves once the first frame is there: from then on nothing is missed. */
  static async open(url: string, headers: Record<string, string>): Promise<Live> {
    const live = new Live(new WebSocket(url, { headers }));
    await live.hears(({ type }) => type === 'hello', AbortSignal.timeout(10_000));
    return live;
  }

  /** The first frame that is looked for, now or when it comes. */
  async hears(wanted: (frame: Frame) => boolean, signal: AbortSignal): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      signal.throwIfAborted();
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([this.#heard.promise, aborted]);
    }
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#heard.promise.catch(() => undefined);
    this.#socket.close();
  }
}
