import { once } from 'node:events';
import { WakeUpSignal } from '@energy/engines';
import { Value } from 'typebox/value';
import { WebSocket } from 'ws';
import { type ClientFrame, SERVER_FRAMES, type ServerFrame } from '../live/frames.ts';

type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A live WebSocket as a client has it. A frame that is not as it is described is an error. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<Closed>;
  readonly #changed = new WakeUpSignal();
  #read = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#changed.wake();
        resolve({ code, reason: String(reason) });
      });
    });
    socket.on('message', (data) => {
      this.frames.push(checked(JSON.parse(String(data))));
      this.#changed.wake();
    });
  }

  /** Resolves once it is open; an error where it is refused, with the HTTP status in its message. */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<LiveClient> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
    const client = new LiveClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** The next frame that was not read yet. */
  async next(): Promise<ServerFrame> {
    while (this.frames.length === this.#read) {
      if (this.socket.readyState >= this.socket.CLOSING) {
        const { code, reason } = await this.closed;
        throw new Error(`It was closed instead: ${code} ${reason}`);
      }
      await this.#changed.wait();
    }
    return this.frames[this.#read++]!;
  }

  /** The next frame, which must be of a type. */
  async expect<Type extends ServerFrame['type']>(type: Type): Promise<FrameOf<Type>> {
    const frame = await this.next();
    if (frame.type !== type) throw new Error(`Not ${type}, but ${JSON.stringify(frame)}`);
    return frame as FrameOf<Type>;
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends a frame and returns the next one received. */
  async ask(frame: ClientFrame): Promise<ServerFrame> {
    this.send(frame);
    return this.next();
  }

  /** The numbers of the received alerts, in order. */
  get alerts(): number[] {
    return this.frames.flatMap((frame) => (frame.type === 'alert' ? frame.alert.number : []));
  }

  /** Resolves when everything sent to it so far has been received. */
  async upToNow(): Promise<void> {
    const before = this.frames.length;
    this.send({ type: 'unwatch', deviceIds: [] });
    while (!this.frames.slice(before).some(({ type }) => type === 'watching')) {
      await this.#changed.wait();
    }
    this.#read = this.frames.length;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

function checked(frame: ServerFrame): ServerFrame {
  const schema = SERVER_FRAMES[frame.type];
  if (schema && Value.Check(schema, frame)) return frame;
  throw new Error(`This is not as it is described: ${JSON.stringify(frame)}`);
}
