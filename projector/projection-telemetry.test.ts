import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { withPeerTimes } from '@energy/engines/testing';
import type { StoredEvent } from '@energy/event-store';
import {
  createLogger,
  createMetrics,
  type Metrics,
  type Span,
  type Tracing,
} from '@energy/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProjectionTelemetry } from './projection-telemetry.ts';
import { Pipeline } from './testing/pipeline.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let pipeline: Pipeline;
let metrics: Metrics;
let lines: string[];
beforeEach(async () => {
  pipeline = await Pipeline.open();
  metrics = createMetrics('projector');
  lines = [];
});
afterEach(() => pipeline.close());

function observer(level: 'info' | 'debug', tracing?: Tracing): ProjectionTelemetry {
  const destination = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const log = createLogger('projector', { level, format: 'json', destination });
  return new ProjectionTelemetry({ metrics, log, tracing });
}

/** Spans that have ended, by what they go on from. */
function recordingSpans(): { tracing: Tracing; ended: (readonly string[])[] } {
  const ended: (readonly string[])[] = [];
  const begin: Tracing['begin'] = (_name, { from = [] } = {}): Span => ({
    isRecorded: true,
    run: (work) => work(),
    add() {},
    end: () => void ended.push(from),
  });
  return { tracing: { begin, traceparent: () => undefined, close: async () => {} }, ended };
}

/** The event by which a device was registered. */
async function firstOf(device: string): Promise<StoredEvent> {
  const [event] = await Array.fromAsync(pipeline.eventStore.readStream(`device-${device}`));
  return event!;
}

async function value(metric: string): Promise<number> {
  const text = await metrics.metrics();
  return Number(new RegExp(`^${metric}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('events that are projected', () => {
  it('are counted, and those that come live with how long they took', async () => {
    await pipeline.register();
    await pipeline.register();
    const { events } = pipeline.start({ observer: observer('info') });
    await events.caughtUp();
    await expect.poll(() => value('energy_projector_events_total')).toBe(2);
    expect(await value('energy_projector_event_seconds_count')).toBe(0);
    await pipeline.register();
    await events.caughtUp();
    await expect.poll(() => value('energy_projector_events_total')).toBe(3);
    expect(await value('energy_projector_event_seconds_count')).toBe(1);
    expect(lines).toEqual([]);
  });

  it('are logged at the level debug with their requests, except in a replay', async () => {
    await pipeline.register();
    const { events } = pipeline.start({ observer: observer('debug') });
    await events.caughtUp();
    const device = await pipeline.register();
    await events.caughtUp();
    const { correlationId } = (await firstOf(device)).metadata;
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'debug', correlationIds: [correlationId], msg: 'Projected events: 1.' },
    ]);
  });

  it('give the clock of the event store, but for a replay', async () => {
    await withPeerTimes(async (times) => {
      await pipeline.register();
      const { events } = pipeline.start({ observer: observer('info') });
      await events.caughtUp();
      expect(times).toEqual([]);
      const device = await pipeline.register();
      await events.caughtUp();
      const at = Date.parse((await firstOf(device)).recordedAt);
      await expect.poll(() => times).toEqual([{ peer: 'the event store', at, mayBeOld: false }]);
    });
  });

  it('go on with the traces of those who stored them, but for a replay', async () => {
    const { tracing, ended } = recordingSpans();
    const id = await pipeline.register();
    const stored = async (traceparent?: string) => {
      const registered = await firstOf(id);
      const metadata = { ...registered.metadata, ...(traceparent && { traceparent }) };
      const event = { type: 'DeviceUnassigned', data: {}, metadata, id: randomUUID() };
      await pipeline.eventStore.append(`device-${randomUUID()}`, 'any', [event]);
    };
    await stored(TRACEPARENT);
    const { events } = pipeline.start({ observer: observer('info', tracing) });
    await events.caughtUp();
    expect(ended).toEqual([]);
    await stored();
    await stored(TRACEPARENT);
    await events.caughtUp();
    await expect.poll(() => ended).toEqual([[TRACEPARENT]]);
  });
});

describe('events that wait to be projected', () => {
  it('are counted up to a number, with when the oldest was stored', async () => {
    const { events } = pipeline.start();
    await events.caughtUp();
    expect(await events.backlog(10)).toEqual({ events: 0, since: undefined });
    await pipeline.stop();
    const device = await pipeline.register();
    await pipeline.register();
    const since = Date.parse((await firstOf(device)).recordedAt);
    expect(await events.backlog(10)).toEqual({ events: 2, since });
    expect(await events.backlog(1)).toEqual({ events: 1, since });
  });
});
