import { TraceCollector } from '@energy/service/testing';
import { TestPlatform } from '@energy/testing/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measureTraced } from './traced-measuring.ts';

const FRIDGE = {
  description: 'Fridge',
  address: 'Here',
  maxHourlyConsumption: 1,
  timeZone: 'UTC',
};

let platform: TestPlatform;

beforeEach(async () => {
  platform = TestPlatform.open();
});

afterEach(() => platform.close());

describe('a trace', () => {
  it('goes from the gateway through the command and its event to the read model', {
    timeout: 90_000,
  }, async () => {
    const collector = await TraceCollector.start();
    platform.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    const { administrator } = await platform.startBehindGateway();
    const { api } = administrator;
    const registered = await api.request<{ id: string }>('POST', '/devices', FRIDGE);
    const path = `/devices/${registered.body.id}`;
    await api.request('GET', path, undefined, registered.position);
    const exitCodes = await platform.stopAll();
    await collector.close();
    expect(exitCodes).toEqual([0, 0, 0, 0]);

    const spans = (service: string, name: string) =>
      collector.spans.filter((span) => span.service === service && span.name === name);
    const [command] = spans('command-api', 'POST /api/devices');
    const { traceId, attributes } = command!;
    const correlationId = attributes['energy.correlation_id'];
    const inTrace = (service: string, name: string) =>
      spans(service, name).find((span) => span.traceId === traceId);
    const asked = inTrace('gateway', 'POST /api/*');
    const append = inTrace('command-api', 'append events');
    const projection = inTrace('projector', 'project event');
    expect(asked).toMatchObject({
      parentId: '',
      attributes: { 'energy.correlation_id': correlationId, 'http.response.status_code': '201' },
    });
    expect(command!.parentId).toBe(asked!.spanId);
    expect(append!.parentId).toBe(command!.spanId);
    expect(projection).toMatchObject({
      parentId: append!.spanId,
      attributes: {
        'energy.event.type': 'DeviceRegistered',
        'energy.correlation_id': correlationId,
      },
    });
    const [query] = spans('query-api', 'GET /api/devices/:id');
    expect(query!.traceId).not.toBe(traceId);
    expect(collector.spans.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });

  it('of a recording begins there where the queue is the embedded one', {
    timeout: 60_000,
  }, async () => {
    const { published, recorded, stored } = await measureTraced(platform);
    expect(published.length).toBeGreaterThan(0);
    expect(recorded.length).toBeGreaterThan(0);
    for (const { parentId, links, traceId, spanId } of recorded) {
      expect({ parentId, links }).toEqual({ parentId: '', links: [] });
      expect(stored).toContainEqual(expect.objectContaining({ traceId, parentId: spanId }));
    }
  });
});
