import { beforeEach, describe, expect, it } from 'vitest';
import { LiveConnection, type LiveSocket, type LiveStatus } from './live-connection.ts';

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

  tell(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  lose(code = 1006) {
    this.onclose?.({ code });
  }
}

let sockets: Socket[];
let pauses: { milliseconds: number; run: () => void; isCancelled: boolean }[];
let statuses: LiveStatus[];
let live: LiveConnection;
let isSignedIn: boolean;

beforeEach(() => {
  [sockets, pauses, statuses, isSignedIn] = [[], [], [], true];
  live = new LiveConnection({
    connect: (path) => {
      const socket = new Socket(path);
      sockets.push(socket);
      return socket;
    },
    after: (milliseconds, run) => {
      const pause = { milliseconds, run, isCancelled: false };
      pauses.push(pause);
      return () => {
        pause.isCancelled = true;
      };
    },
    signedIn: async () => {
      if (!isSignedIn) throw new Error('the platform is away');
    },
    random: () => 1,
  });
  live.onStatus((status) => statuses.push(status));
});

const last = () => sockets.at(-1)!;

/** Lets the pause that it is in pass. */
async function waitOn() {
  pauses.at(-1)!.run();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the live connection', () => {
  it('is opened once, and told of', () => {
    live.start();
    live.start();
    last().open();
    expect(sockets).toHaveLength(1);
    expect(statuses).toEqual(['connecting', 'connected']);
  });

  it('tells what it hears to those who listen', () => {
    const heard: unknown[] = [];
    const stopListening = live.on('hourly-total', ({ total }) => heard.push(total));
    live.start();
    last().open();
    last().tell({ type: 'hourly-total', total: 1 });
    last().tell({ type: 'something-of-later', total: 2 });
    stopListening();
    last().tell({ type: 'hourly-total', total: 3 });
    expect(heard).toEqual([1]);
  });

  it('watches each device once for all who do, until the last of them is gone', () => {
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

  it('watches what it was told to before it was open, and again after each loss', async () => {
    live.watch(['a']);
    live.start();
    last().open();
    last().lose();
    await waitOn();
    last().open();
    expect(sockets.map(({ sent }) => sent)).toEqual([
      [{ type: 'watch', deviceIds: ['a'] }],
      [{ type: 'watch', deviceIds: ['a'] }],
    ]);
  });

  it('waits longer after each failure, 30 s at most, and starts anew once it was open', async () => {
    live.start();
    for (let failure = 0; failure < 7; failure++) {
      last().lose();
      await waitOn();
    }
    last().open();
    last().lose();
    const waited = pauses.map(({ milliseconds }) => milliseconds / 1_000);
    expect(waited).toEqual([1, 2, 4, 8, 16, 30, 30, 1]);
    expect(statuses.slice(0, 3)).toEqual(['connecting', 'down', 'connected']);
  });

  it('waits long where the server said that it is asked too much', () => {
    live.start();
    last().open();
    last().lose(4429);
    expect(pauses.at(-1)!.milliseconds).toBe(30_000);
  });

  it('does not wait on where it is told to hurry', async () => {
    live.start();
    last().lose();
    live.hurry();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pauses[0]!.isCancelled).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it('is not opened again before somebody is signed in for sure', async () => {
    live.start();
    last().open();
    isSignedIn = false;
    last().lose(4401);
    await waitOn();
    expect(sockets).toHaveLength(1);
    isSignedIn = true;
    await waitOn();
    expect(sockets).toHaveLength(2);
  });

  it('asks for the alerts that an administrator wants, also when it is back', async () => {
    live.start();
    last().open();
    const stop = live.watchAlerts();
    expect(last().sent).toEqual([{ type: 'watch-alerts' }]);
    const stopOther = live.watchAlerts(['a']);
    stop(); // What took its place is heard on.
    last().lose();
    await waitOn();
    last().open();
    stopOther();
    expect(last().sent).toEqual([
      { type: 'watch-alerts', deviceIds: ['a'] },
      { type: 'unwatch-alerts' },
    ]);
  });

  it('resumes after the last alert that it was told', async () => {
    live.start();
    last().open();
    last().tell({ type: 'hello', after: 41 });
    last().lose();
    await waitOn();
    last().tell({ type: 'hello', after: 41 });
    last().tell({ type: 'alert', alert: { number: 43, deviceId: 'a' } });
    last().lose();
    await waitOn();
    expect(sockets.map(({ path }) => path)).toEqual([
      '/api/live',
      '/api/live?after=41',
      '/api/live?after=43',
    ]);
  });

  it('once stopped stays closed, whatever was under way, and forgets where it was', async () => {
    live.start();
    last().open();
    last().tell({ type: 'hello', after: 41 });
    last().lose();
    pauses.at(-1)!.run();
    live.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sockets).toHaveLength(1);
    live.start();
    expect(last().path).toBe('/api/live');
    expect(live.status).toBe('connecting');
  });

  it('closes its socket when it is stopped, and does not take that for a loss', () => {
    live.start();
    last().open();
    live.stop();
    last().lose(1000);
    expect(last().isClosed).toBe(true);
    expect(statuses.at(-1)).toBe('off');
  });
});
