import { EventEmitter } from 'node:events';
import type { RequestActor } from '@energy/http';
import { createMetrics } from '@energy/service';
import type { WebSocket } from '@fastify/websocket';
import { describe, expect, it } from 'vitest';
import { LiveConnection } from './connection.ts';
import { LiveConnections } from './connections.ts';
import { closeEndedSessions, dropSilentConnections } from './inspection.ts';
import { createLiveMetrics } from './live-metrics.ts';

const measures = createLiveMetrics(createMetrics('query-api'), () => 0);

/** A WebSocket that remembers what was done to it. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly done: string[] = [];

  ping(): void {
    this.done.push('ping');
  }

  terminate(): void {
    this.done.push('terminate');
  }

  close(code: number): void {
    this.readyState = 2;
    this.done.push(`close ${code}`);
  }
}

function connected(connections: LiveConnections, sessionId = 'session') {
  const socket = new Socket();
  const actor = { userId: 'ada', role: 'client', sessionId } as RequestActor;
  const connection = new LiveConnection(socket as unknown as WebSocket, actor, measures);
  connections.add(connection);
  return { socket, connection };
}

describe('a connection', () => {
  it('that is silent is asked for a sign of life, once', () => {
    const connections = new LiveConnections();
    const { socket, connection } = connected(connections);
    dropSilentConnections(connections, connection.lastSeenAt + 29_000);
    expect(socket.done).toEqual([]);
    dropSilentConnections(connections, connection.lastSeenAt + 31_000);
    dropSilentConnections(connections, connection.lastSeenAt + 32_000);
    expect(socket.done).toEqual(['ping']);
  });

  it('that gives one is left alone, and asked again after as long', () => {
    const connections = new LiveConnections();
    const { socket, connection } = connected(connections);
    dropSilentConnections(connections, connection.lastSeenAt + 31_000);
    connection.markSeen();
    dropSilentConnections(connections, connection.lastSeenAt + 29_000);
    expect(socket.done).toEqual(['ping']);
    dropSilentConnections(connections, connection.lastSeenAt + 31_000);
    expect(socket.done).toEqual(['ping', 'ping']);
  });

  it('that gives none is hung up on', () => {
    const connections = new LiveConnections();
    const { socket, connection } = connected(connections);
    dropSilentConnections(connections, connection.lastSeenAt + 61_000);
    expect(socket.done).toEqual(['terminate']);
  });

  it('is closed when its own session has ended', async () => {
    const connections = new LiveConnections();
    const live = Array.from({ length: 1_200 }, (_, index) => connected(connections, `${index}`));
    const ended = new Set(['0', '700', '1199']);
    const sessions = {
      liveAmong: async (ids: readonly string[]) => new Set(ids).difference(ended),
    };
    await closeEndedSessions(connections, sessions);
    const closed = live.flatMap(({ socket }, index) => (socket.done.length > 0 ? index : []));
    expect(closed).toEqual([0, 700, 1199]);
    expect(live[0]!.socket.done).toEqual(['close 4401']);
  });

  it('stays open while the credential store is unavailable', async () => {
    const connections = new LiveConnections();
    const { socket } = connected(connections);
    const liveAmong = () => Promise.reject(new Error('away'));
    await expect(closeEndedSessions(connections, { liveAmong })).rejects.toThrow('away');
    expect(socket.done).toEqual([]);
  });
});
