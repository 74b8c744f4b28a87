import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMetrics, type Metrics, type Tracing } from '@energy/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEventStore } from './event-store.contract.ts';
import type { EventStore, NewEvent } from './event-store.ts';
import { observed } from './observed.ts';
import { openEventStore } from './open.ts';

const silent = { info() {}, warn() {} };
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Traces whose active span is always the same one. */
function tracing(isRecorded: boolean): Tracing {
  const span = {
    isRecorded,
    run: <T>(work: () => T) => work(),
    add() {},
    end() {},
  };
  return { begin: () => span, traceparent: () => TRACEPARENT, close: async () => undefined };
}

function event(): NewEvent {
  const metadata = {
    actor: 'system',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
  } as const;
  return { id: randomUUID(), type: 'Counted', data: {}, metadata };
}

describeEventStore('an engine, observed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'observed-'));
  return {
    open: () =>
      observed(openEventStore(`sqlite:${folder}/events.db`, silent), {
        metrics: createMetrics('test'),
        tracing: undefined,
      }),
    remove: () => rm(folder, { recursive: true }),
  };
});

describe('an observed event store', () => {
  let folder: string;
  let actual: EventStore;
  let metrics: Metrics;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'observed-'));
    actual = openEventStore(`sqlite:${folder}/events.db`, silent);
    metrics = createMetrics('test');
  });

  afterEach(async () => {
    await actual.close();
    await rm(folder, { recursive: true });
  });

  it('counts what was appended, what conflicted and what failed', async () => {
    const store = observed(actual, { metrics, tracing: undefined });
    await store.append('a-1', 'no-stream', [event(), event()]);
    await store.append('a-1', 'no-stream', [event()]).catch(() => undefined);
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    await store.append('a-1', 1, [{ ...event(), data: cyclic }]).catch(() => undefined);
    const text = await metrics.metrics();
    expect(text).toContain('energy_event_store_events_appended_total{service="test"} 2');
    for (const outcome of ['appended', 'conflict', 'failed']) {
      const labels = `{service="test",outcome="${outcome}"}`;
      expect(text).toContain(`energy_event_store_append_seconds_count${labels} 1`);
    }
  });

  it('says in every event which span stored it, where that is recorded', async () => {
    await observed(actual, { metrics, tracing: tracing(true) }).append('a-1', 'any', [
      event(),
      event(),
    ]);
    const unrecorded = observed(actual, {
      metrics: createMetrics('other'),
      tracing: tracing(false),
    });
    await unrecorded.append('a-1', 'any', [event()]);
    const stored = await Array.fromAsync(actual.readStream('a-1'));
    const told = stored.map(({ metadata }) => metadata.traceparent);
    expect(told).toEqual([TRACEPARENT, TRACEPARENT, undefined]);
  });
});
