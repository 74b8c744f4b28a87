import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { RequestActor } from '@energy/http';
import type { Alert, Device, ReadModels } from '@energy/read-models';
import { createLogger, createMetrics } from '@energy/service';
import type { WebSocket } from '@fastify/websocket';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualLiveFeed } from '../testing/manual-live-feed.ts';
import type { ServerFrame } from './frames.ts';
import { Live } from './live.ts';

const ADA: RequestActor = {
  userId: 'ada',
  role: 'client',
  sessionId: 'session',
  mustChangePassword: false,
  expiresAt: Number.POSITIVE_INFINITY,
};
const device = {
  id: 'kettle',
  registeredAt: new Date(0).toISOString(),
  ownerId: 'ada',
  ownerships: [{ ownerId: 'ada', from: 0, until: undefined, last: undefined }],
  timeZone: 'UTC',
  description: 'Kettle',
} as unknown as Device;

/** A WebSocket that remembers what was sent. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly bufferedAmount = 0;
  readonly frames: ServerFrame[] = [];

  send(text: string): void {
    this.frames.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

/** Alerts that answer at once: what happens between is a matter of promises alone. */
class Alerts {
  readonly stored: Alert[] = [];

  raise(): void {
    const number = this.stored.length + 1;
    const figures = { limit: 1, total: 2n, raisedAt: 0, hour: number * 3_600_000, late: false };
    this.stored.push({ id: `${number}`, number, deviceId: 'kettle', ownerId: 'ada', ...figures });
  }

  async after(number: number, { limit }: { limit: number }): Promise<readonly Alert[]> {
    return this.stored.slice(number, number + limit);
  }

  async last(): Promise<number> {
    return this.stored.length;
  }
}

let live: Live;
afterEach(() => live.stop());

async function started(alerts: Alerts, feed: ManualLiveFeed): Promise<void> {
  const readModels = {
    alerts,
    alertInboxes: { findAll: async () => [] },
    devices: { findAll: async () => [device], position: async () => '1' },
  } as unknown as ReadModels;
  live = new Live({
    readModels,
    feed,
    sessions: { liveAmong: async (ids) => new Set(ids) },
    connectionsPerUser: 1_000,
    log: createLogger('query-api', { level: 'silent', format: 'json' }),
    metrics: createMetrics('query-api'),
    onRecorded: () => undefined,
  });
  live.start();
  while (!live.isListening) await turn();
  await turn();
}

async function promises(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) await undefined;
}

function numbersIn({ frames }: Socket): number[] {
  return frames.flatMap((frame) => (frame.type === 'alert' ? frame.alert.number : []));
}

describe('a client that connects while alerts are sent', () => {
  it.each([1, 3, 4, undefined])('receives each once and in order: after %s', async (known) => {
    for (let moment = 0; moment < 60; moment++) {
      const alerts = new Alerts();
      const feed = new ManualLiveFeed();
      alerts.raise();
      alerts.raise();
      await started(alerts, feed);
      // Another connection of the same user keeps the relay at work.
      const others = new Socket();
      live.open(others as unknown as WebSocket, ADA, undefined);
      await turn();
      alerts.raise();
      alerts.raise();
      feed.say({ notices: [], gap: true });
      await promises(moment);
      const socket = new Socket();
      live.open(socket as unknown as WebSocket, ADA, known);
      await turn();
      await turn();
      const [hello] = socket.frames;
      expect(hello).toMatchObject({ type: 'hello' });
      const { after } = hello as { after: number };
      if (known !== undefined) expect(after).toBe(Math.min(known, 4));
      const expected = alerts.stored.map(({ number }) => number).filter((each) => each > after);
      expect({ moment, received: numbersIn(socket) }).toEqual({ moment, received: expected });
      expect(numbersIn(others)).toEqual([3, 4]);
      await live.stop();
    }
  });

  it('as an administrator receives each once and in order, whenever it subscribes', async () => {
    for (let moment = 0; moment < 60; moment++) {
      const alerts = new Alerts();
      const feed = new ManualLiveFeed();
      alerts.raise();
      await started(alerts, feed);
      const socket = new Socket();
      live.open(socket as unknown as WebSocket, { ...ADA, role: 'administrator' }, undefined);
      await turn();
      alerts.raise();
      feed.say({ notices: [], gap: true });
      await turn();
      alerts.raise();
      alerts.raise();
      feed.say({ notices: [], gap: true });
      await promises(moment);
      socket.emit('message', Buffer.from('{"type":"watch-alerts"}'), false);
      await turn();
      await turn();
      expect({ moment, received: numbersIn(socket) }).toEqual({ moment, received: [2, 3, 4] });
      await live.stop();
    }
  });
});
