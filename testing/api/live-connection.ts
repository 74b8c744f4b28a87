import { ReceivedMessages } from './received-messages.ts';

const OPEN_TIMEOUT_MS = 10_000;

/** A frame of the live WebSocket; its other fields depend on the type. */
export interface Frame {
  readonly type: string;
  readonly alert?: Alert;
  /** Of `hello`: alerts with greater numbers come on this connection. */
  readonly after?: number;
  readonly code?: string;
}

/** Energies in kWh. */
export interface Alert {
  readonly number: number;
  readonly deviceId: string;
  readonly description: string;
  readonly label: string;
  readonly limit: number;
  readonly total: number;
}

/** A connection to the live WebSocket, with every frame that it received. */
export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #received = new ReceivedMessages<Frame>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#received.add(JSON.parse(data));
    const closed = () => this.#received.end(new Error('the live WebSocket was closed'));
    socket.onclose = closed;
    socket.onerror = closed;
  }

  /** Resolves after the first frame: later alerts are not missed. */
  static async open(url: string, headers: Record<string, string>): Promise<LiveConnection> {
    const live = new LiveConnection(new WebSocket(url, { headers }));
    await live.waitFor(({ type }) => type === 'hello', AbortSignal.timeout(OPEN_TIMEOUT_MS));
    return live;
  }

  get frames(): readonly Frame[] {
    return this.#received.messages;
  }

  /** Resolves to the first frame that matches, past or future. */
  waitFor(matches: (frame: Frame) => boolean, signal: AbortSignal): Promise<Frame> {
    return this.#received.waitFor(matches, signal);
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close();
  }
}
