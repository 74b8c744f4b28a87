import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  inSpan,
  readConfiguration,
  startTracing,
  type Tracing,
  tracingVariables,
} from '../index.ts';
import { TraceCollector } from '../testing/trace-collector.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const traceparent = (span: string, flags = '01') => `00-${TRACE}-${span}-${flags}`;

const lines: string[] = [];
const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };

async function tracingAs(environment: Record<string, string>): Promise<Tracing | undefined> {
  return startTracing(readConfiguration(tracingVariables('example'), environment), log);
}

describe('a process without an endpoint for traces', () => {
  it('makes none, and does its work all the same', async () => {
    const tracing = await tracingAs({});
    expect(tracing).toBeUndefined();
    expect(await inSpan(tracing, 'work', {}, async (span) => span ?? 'done')).toBe('done');
  });
});

describe('a process that is traced', () => {
  let collector: TraceCollector;
  let tracing: Tracing;

  beforeAll(async () => {
    collector = await TraceCollector.start();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    tracing = (await tracingAs({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }))!;
    const traceparents: (string | undefined)[] = [];
    await inSpan(tracing, 'outer', { kind: 'server', attributes: { size: 3 } }, async () => {
      await sleep(1);
      await inSpan(tracing, 'inner', {}, async () => traceparents.push(tracing.traceparent()));
    });
    traceparents.push(tracing.traceparent());
    const of = (from: string[], isRoot = false) => ({ from, isRoot, attributes: { traced: '' } });
    const one = traceparent('b7ad6b7169203331');
    const other = traceparent('00f067aa0ba902b7');
    await inSpan(tracing, 'continued', of([one]), async () => undefined);
    await inSpan(tracing, 'linked', of([one, 'no traceparent', other]), async () => undefined);
    await inSpan(tracing, 'root', of([one], true), async () => undefined);
    await inSpan(tracing, 'left out', of([traceparent('b7ad6b7169203331', '00')]), async (span) => {
      traceparents.push(tracing.traceparent(), String(span?.isRecorded));
    });
    const failing = inSpan(tracing, 'failed', {}, async () => {
      throw new RangeError('amqp://me:hunter2@broker is away');
    });
    await failing.catch(() => undefined);
    await tracing.close();
    const inner = named('inner');
    expect(traceparents).toEqual([
      `00-${inner.traceId}-${inner.spanId}-01`,
      undefined,
      expect.stringMatching(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`)),
      'false',
    ]);
  });

  afterAll(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await collector.close();
  });

  const named = (name: string) => collector.spans.find((span) => span.name === name)!;

  it('delivers spans with their parents, at the latest when it closes', () => {
    expect(named('outer')).toMatchObject({
      service: 'example',
      parentId: '',
      failure: undefined,
      attributes: { size: '3' },
    });
    const { traceId, spanId } = named('outer');
    expect(named('inner')).toMatchObject({ traceId, parentId: spanId });
  });

  it('continues the trace of a single cause, and links to several', () => {
    expect(named('continued')).toMatchObject({ traceId: TRACE, parentId: 'b7ad6b7169203331' });
    const { traceId, parentId, links } = named('linked');
    expect(traceId).not.toBe(TRACE);
    expect({ parentId, links }).toEqual({
      parentId: '',
      links: ['b7ad6b7169203331', '00f067aa0ba902b7'],
    });
  });

  it('begins a trace of its own where nobody else may say so', () => {
    expect(named('root').traceId).not.toBe(TRACE);
    expect(named('root')).toMatchObject({ parentId: '', links: ['b7ad6b7169203331'] });
  });

  it('leaves out what the beginner of a trace has left out', () => {
    expect(named('left out')).toBeUndefined();
  });

  it('says what failed, without secrets', () => {
    expect(named('failed')).toMatchObject({
      failure: 'amqp://***@broker is away',
      attributes: { 'error.type': 'RangeError' },
    });
  });
});

describe('a process whose traces can’t be delivered', () => {
  it.each([
    ['refuses them', 400, /^Traces are not delivered for now: /],
    ['does not answer', 0, /^The last traces could not be delivered\.$/],
  ])('to a collector that %s works on, says so, and stops in time', async (_, answer, said) => {
    const collector = await TraceCollector.start();
    collector.answer = answer;
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    lines.length = 0;
    try {
      const tracing = (await tracingAs({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }))!;
      expect(await inSpan(tracing, 'work', {}, async () => 'done')).toBe('done');
      await tracing.close();
      expect(lines).toContainEqual(expect.stringMatching(said));
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
      await collector.close();
    }
  });
});
