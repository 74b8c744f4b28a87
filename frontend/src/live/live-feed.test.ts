import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionStatus } from '../connection/reconnection.ts';
import { LiveFeed, type LiveSocket } from './live-feed.ts';

class Socket implements LiveSocket {
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  readonly path: string;
  readonly sent: unknown[] = [];
  isClosed = false;

  constructor(path: string) {
    this.path = path;
  }

  send(frame: string) {
    this.sent.push(JSON.parse(frame));
  }

  close() {
    this.isClosed = true;
  }

  open() {
    this.onopen?.();
  }

  receive(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  lose(code = 1006) {
    this.onclose?.({ code });
  }
}

let sockets: Socket[];
let delays: { delayMs: number; run: () => void; isCancelled: boolean }[];
let statuses: ConnectionStatus[];
let live: LiveFeed;
let isSignedIn: boolean;

beforeEach(() => {
  sockets = [];
  delays = [];
  statuses = [];
  isSignedIn = true;
  live = new LiveFeed({
    connect: (path) => {
      const socket = new Socket(path);
      sockets.push(socket);
      return socket;
    },
    dependencies: {
      schedule: (delayMs, run) => {
        const delay = { delayMs, run, isCancelled: false };
        delays.push(delay);
        return () => {
          delay.isCancelled = true;
        };
      },
      ensureSession: async () => {
        if (!isSignedIn) throw new Error('the server is unreachable');
      },
      random: () => 1,
    },
  });
  live.onStatus((status) => statuses.push(status));
});

const last = () => sockets.at(-1)!;

/** Ends the current delay. */
async function passDelay() {
  delays.at(-1)!.run();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the live feed', () => {
  it('opens one connection and reports its status', () => {
    live.start();
    live.start();
    last().open();
    expect(sockets).toHaveLength(1);
    expect(statuses).toEqual(['connecting', 'connected']);
  });

  it('passes frames to the listeners of their type', () => {
    const totals: unknown[] = [];
    const unsubscribe = live.on('hourly-total', ({ total }) => totals.push(total));
    live.start();
    last().open();
    last().receive({ type: 'hourly-total', total: 1 });
    last().receive({ type: 'something-of-later', total: 2 });
    unsubscribe();
    last().receive({ type: 'hourly-total', total: 3 });
    expect(totals).toEqual([1]);
  });

  it('watches each device once until its last watcher is gone', () => {
    live.start();
    last().open();
    const stopOne = live.watch(['a', 'b']);
    const stopOther = live.watch(['b']);
    stopOne();
    stopOne();
    expect(last().sent).toEqual([
      { type: 'watch', deviceIds: ['a', 'b'] },
      { type: 'unwatch', deviceIds: ['a'] },
    ]);
    stopOther();
    expect(last().sent.at(-1)).toEqual({ type: 'unwatch', deviceIds: ['b'] });
  });

  it('sends the watched devices after opening and after each reconnection', async () => {
    live.watch(['a']);
    live.start();
    last().open();
    last().lose();
    await passDelay();
    last().open();
    expect(sockets.map(({ sent }) => sent)).toEqual([
      [{ type: 'watch', deviceIds: ['a'] }],
      [{ type: 'watch', deviceIds: ['a'] }],
    ]);
  });

  it('doubles the delay up to 30 s and resets it after a connection', async () => {
    live.start();
    for (let failure = 0; failure < 7; failure++) {
      last().lose();
      await passDelay();
    }
    last().open();
    last().lose();
    const seconds = delays.map(({ delayMs }) => delayMs / 1_000);
    expect(seconds).toEqual([1, 2, 4, 8, 16, 30, 30, 1]);
    expect(statuses.slice(0, 3)).toEqual(['connecting', 'down', 'connected']);
  });

  it('waits 30 s after the server limited the rate', () => {
    live.start();
    last().open();
    last().lose(4429);
    expect(delays.at(-1)!.delayMs).toBe(30_000);
  });

  it('retries at once on request', async () => {
    live.start();
    last().lose();
    live.retryNow();
    await new Promise((resolve) => setImmediate(resolve));
    expect(delays[0]!.isCancelled).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it('renews the session before it reconnects', async () => {
    live.start();
    last().open();
    isSignedIn = false;
    last().lose(4401);
    await passDelay();
    expect(sockets).toHaveLength(1);
    isSignedIn = true;
    await passDelay();
    expect(sockets).toHaveLength(2);
  });

  it('sends an administrator’s alert subscription again after a reconnection', async () => {
    live.start();
    last().open();
    const stop = live.watchAlerts();
    expect(last().sent).toEqual([{ type: 'watch-alerts' }]);
    const stopOther = live.watchAlerts(['a']);
    stop(); // Replaced already.
    last().lose();
    await passDelay();
    last().open();
    stopOther();
    expect(last().sent).toEqual([
      { type: 'watch-alerts', deviceIds: ['a'] },
      { type: 'unwatch-alerts' },
    ]);
  });

  it('resumes after the last alert', async () => {
    live.start();
    last().open();
    last().receive({ type: 'hello', after: 41 });
    last().lose();
    await passDelay();
    last().receive({ type: 'hello', after: 41 });
    last().receive({ type: 'alert', alert: { number: 43, deviceId: 'a' } });
    last().lose();
    await passDelay();
    expect(sockets.map(({ path }) => path)).toEqual([
      '/api/live',
      '/api/live?after=41',
      '/api/live?after=43',
    ]);
  });

  it('does not reconnect after it was stopped, and forgets the last alert', async () => {
    live.start();
    last().open();
    last().receive({ type: 'hello', after: 41 });
    last().lose();
    delays.at(-1)!.run();
    live.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sockets).toHaveLength(1);
    live.start();
    expect(last().path).toBe('/api/live');
    expect(live.status).toBe('connecting');
  });

  it('closes its socket when it is stopped', () => {
    live.start();
    last().open();
    live.stop();
    last().lose(1000);
    expect(last().isClosed).toBe(true);
    expect(statuses.at(-1)).toBe('off');
  });
});
