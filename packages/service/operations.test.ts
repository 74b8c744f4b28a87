import { channel } from 'node:diagnostics_channel';
import { EngineUnavailable, openDatabase, transact } from '@energy/engines';
import { POOL_STATES, type PoolState } from '@energy/engines/mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics, Gauge, type Readiness, StartupError, serveOperations } from './index.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serving(readiness: Readiness, port = 0) {
  const metrics = createMetrics('example');
  new Gauge({ name: 'ink', help: 'The ink that is left.', registers: [metrics] }).set(3);
  const address = { host: '127.0.0.1', port, portVariable: 'EXAMPLE_PORT' };
  const server = await serveOperations({ metrics, readiness, ...address });
  closing.push(server.close);
  return server.url;
}

const ready: Readiness = async () => ({});

describe('a process that serves its operators', () => {
  it('gives its metrics, those of Node.js and its own, with the service as a label', async () => {
    const response = await fetch(`${await serving(ready)}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toContain('ink{service="example"} 3');
    expect(text).toContain('process_cpu_seconds_total{service="example"}');
  });

  it('is live while it runs, and ready when nothing is missing', async () => {
    const url = await serving(ready);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'live' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready' });
  });

  it('says what is not ready and why', async () => {
    const url = await serving(async () => ({ broker: 'It can’t be reached.' }));
    const response = await fetch(`${url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      notReady: { broker: 'It can’t be reached.' },
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('is not ready while an embedded database refuses writes', async () => {
    const url = await serving(ready);
    const db = openDatabase('sqlite::memory:', {
      contents: 'notes',
      schema: 'CREATE TABLE notes (text TEXT)',
    });
    closing.push(async () => db.close());
    const write = (text: string) =>
      transact(db, () => db.prepare('INSERT INTO notes VALUES (?)').run(text));
    db.exec('PRAGMA max_page_count = 10');
    await expect(write('x'.repeat(100_000))).rejects.toThrow(EngineUnavailable);
    const refused = await fetch(`${url}/health/ready`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      status: 'not ready',
      notReady: { notes: expect.stringContaining('the disk or the database is full') },
    });
    db.exec('PRAGMA max_page_count = 1000');
    await write('short');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('exports its readiness and the missing dependencies as metrics', async () => {
    const missing: Record<string, string> = { broker: 'It can’t be reached.' };
    const url = await serving(async () => missing);
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    expect(await metrics()).toContain('energy_ready{service="example"} 0');
    expect(await metrics()).toContain('energy_not_ready{what="broker",service="example"} 1');
    delete missing.broker;
    expect(await metrics()).toContain('energy_ready{service="example"} 1');
    expect(await metrics()).not.toContain('energy_not_ready{');
  });

  it('gives its metrics of how late its event loop is', async () => {
    const text = await (await fetch(`${await serving(ready)}/metrics`)).text();
    expect(text).toContain('nodejs_eventloop_lag_seconds{service="example"}');
  });

  it('gives how its connections to MongoDB are', async () => {
    const url = await serving(ready);
    const state: PoolState = { database: 'energy', open: 3, inUse: 2, waiting: 1 };
    channel(POOL_STATES).publish(state);
    const text = await (await fetch(`${url}/metrics`)).text();
    const connections = [
      ...text.matchAll(/^energy_mongodb_connections\{.*state="(.+?)".*\} (\d)/gm),
    ];
    expect(connections.map(([, which, count]) => `${which}: ${count}`)).toEqual([
      'open: 3',
      'in use: 2',
      'waited for: 1',
    ]);
  });

  it('is not ready while the readiness check does not answer', async () => {
    const failing = await serving(async () => {
      throw new Error('mongodb://me:hunter2@db is away');
    });
    expect(await (await fetch(`${failing}/health/ready`)).json()).toEqual({
      status: 'not ready',
      notReady: { readiness: 'mongodb://***@db is away' },
    });
    const silent = await serving(() => new Promise(() => {}));
    expect(await (await fetch(`${silent}/health/ready`)).json()).toEqual({
      status: 'not ready',
      notReady: { readiness: 'no answer within 2 s' },
    });
  });

  it('can’t start where its port is taken, and says which variable to change', async () => {
    const taken = Number(new URL(await serving(ready)).port);
    const error = await serving(ready, taken).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as StartupError).message).toBe(
      `EXAMPLE_PORT is ${taken}, but another process listens at 127.0.0.1:${taken} already. ` +
        'Stop it, or set EXAMPLE_PORT to a port that is free.',
    );
  });
});
