import { EventEmitter } from 'node:events';
import type { RequestActor } from '@energy/http';
import { createMetrics } from '@energy/service';
import type { WebSocket } from '@fastify/websocket';
import { describe, expect, it } from 'vitest';
import { LiveConnection } from './connection.ts';
import { LiveConnections } from './connections.ts';
import { closeEnded, dropSilent } from './inspection.ts';
import { createLiveMeasures } from './measures.ts';

const measures = createLiveMeasures(createMetrics('query-api'), () => 0);

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
    dropSilent(connections, connection.heardAt + 29_000);
    expect(socket.done).toEqual([]);
    dropSilent(connections, connection.heardAt + 31_000);
    dropSilent(connections, connection.heardAt + 32_000);
    expect(socket.done).toEqual(['ping']);
  });

  it('that gives one is left alone, and asked again after as long', () => {
    const connections = new LiveConnections();
    const { socket, connection } = connected(connections);
    dropSilent(connections, connection.heardAt + 31_000);
    connection.heard();
    dropSilent(connections, connection.heardAt + 29_000);
    expect(socket.done).toEqual(['ping']);
    dropSilent(connections, connection.heardAt + 31_000);
    expect(socket.done).toEqual(['ping', 'ping']);
  });

  it('that gives none is hung up on', () => {
    const connections = new LiveConnections();
    const { socket, connection } = connected(connections);
    dropSilent(connections, connection.heardAt + 61_000);
    expect(socket.done).toEqual(['terminate']);
  });

  it('is closed when its session has ended, whoever else has one', async () => {
    const connections = new LiveConnections();
    const live = Array.from({ length: 1_200 }, (_, index) => connected(connections, `${index}`));
    const ended = new Set(['0', '700', '1199']);
    const sessions = {
      liveAmong: async (ids: readonly string[]) => new Set(ids).difference(ended),
    };
    await closeEnded(connections, sessions);
    const closed = live.flatMap(({ socket }, index) => (socket.done.length > 0 ? index : []));
    expect(closed).toEqual([0, 700, 1199]);
    expect(live[0]!.socket.done).toEqual(['close 4401']);
  });

  it('stays where nobody can say whether its session goes on', async () => {
    const connections = new LiveConnections();
    const { socket } = connected(connections);
    const liveAmong = () => Promise.reject(new Error('away'));
    await expect(closeEnded(connections, { liveAmong })).rejects.toThrow('away');
    expect(socket.done).toEqual([]);
  });
});
