import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import {
  type EventStore,
  type NewEvent,
  openEventStore,
  RevisionConflict,
} from '@energy/event-store';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrumentedEventStore } from './instrumented-event-store.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Tracing } from './tracing/tracing.ts';

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

describe('an instrumented event store', () => {
  let folder: string;
  let actual: EventStore;
  let metrics: Metrics;

  beforeEach(async () => {
    folder = temporaryFolder('instrumented');
    actual = openEventStore(`sqlite:${folder}/events.db`, silent);
    metrics = createMetrics('test');
  });

  afterEach(async () => {
    await actual.close();
    await rm(folder, { recursive: true });
  });

  it('counts appends, conflicts and failures, and passes on their results', async () => {
    const store = instrumentedEventStore(actual, { metrics, tracing: undefined });
    const appended = await store.append('a-1', 'no-stream', [event(), event()]);
    expect(appended).toEqual({ revision: 1, position: await actual.head() });
    const conflicting = store.append('a-1', 'no-stream', [event()]);
    await expect(conflicting).rejects.toBeInstanceOf(RevisionConflict);
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

  it('adds the recorded span to every event', async () => {
    await instrumentedEventStore(actual, { metrics, tracing: tracing(true) }).append('a-1', 'any', [
      event(),
      event(),
    ]);
    const unrecorded = instrumentedEventStore(actual, {
      metrics: createMetrics('other'),
      tracing: tracing(false),
    });
    await unrecorded.append('a-1', 'any', [event()]);
    const stored = await Array.fromAsync(actual.readStream('a-1'));
    expect(stored.map(({ metadata }) => metadata.traceparent)).toEqual([
      TRACEPARENT,
      TRACEPARENT,
      undefined,
    ]);
  });
});
