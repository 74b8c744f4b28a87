import { writeFile } from 'node:fs/promises';
import { type ReceivedSpan, TraceCollector } from '@energy/service/testing';
import { eventually } from '@energy/testing';
import type { TestPlatform } from '@energy/testing/platform';
import { expect } from 'vitest';

const HOUR = Date.UTC(2026, 10, 22, 9);

export interface TracedMeasuring {
  /** The spans by which the meter published. */
  readonly published: readonly ReceivedSpan[];
  /** The spans by which the projector recorded, and those below them by which it stored. */
  readonly recorded: readonly ReceivedSpan[];
  readonly stored: readonly ReceivedSpan[];
}

/** Has a traced meter send readings, and a traced projector record them. */
export async function measureTraced(platform: TestPlatform): Promise<TracedMeasuring> {
  const collector = await TraceCollector.start();
  platform.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  try {
    await measure(platform);
    expect(await platform.stopAll()).toEqual([0]);
  } finally {
    delete platform.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await collector.close();
  }
  const spans = (name: string) => collector.spans.filter((span) => span.name === name);
  return {
    published: spans('publish measurements'),
    recorded: spans('record measurements'),
    stored: spans('store readings'),
  };
}

async function measure(platform: TestPlatform): Promise<void> {
  const device = await platform.registerDevice({ timeZone: 'UTC' });
  const file = `${platform.folder}/meter.csv`;
  await writeFile(file, '0.1\n0.2\n0.3\n');
  await platform.startProjector();
  const { code, output } = await platform.run(
    'simulator/main.ts',
    '--device',
    device,
    '--file',
    file,
    '--no-header',
    '--from',
    new Date(HOUR).toISOString(),
    '--speed',
    'max',
  );
  expect(code, output).toBe(0);
  await eventually(async () => {
    const [hour] = await platform.readModels.consumption.hours(device, [HOUR]);
    return hour?.readings === 3;
  });
}
