import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedEnvironment } from '@energy/testing';
import { memoryOfIdleConnections } from './idle.ts';
import {
  type Latencies,
  type LatencyOptions,
  throughBarePath,
  throughPlatform,
} from './latency.ts';

interface Measured {
  readonly platform: Latencies;
  readonly bare: Latencies;
}

/**
 * alerts [--clients 1000] [--readings 1000] [--seconds 20] [--idle 10000]: from publishing a reading to
 * the frame in the client, embedded and, where RABBITMQ_URL is set, on RabbitMQ, against a consumer that
 * only passes readings on; and what idle connections take of memory. It needs as many open files
 * (ulimit -n) as there are idle connections, and 1,000.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: 'string', default: '1000' },
      readings: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '20' },
      idle: { type: 'string', default: '10000' },
    },
  });
  const load = {
    clients: Number(values.clients),
    readingsPerSecond: Number(values.readings),
    seconds: Number(values.seconds),
  };
  const embedded = await inFolder((folder) =>
    both({ ...load, folder, brokerUrl: embeddedEnvironment(folder).BROKER_URL }),
  );
  const rabbitUrl = process.env.RABBITMQ_URL;
  const rabbit = rabbitUrl
    ? await inFolder((folder) => both({ ...load, folder, brokerUrl: rabbitUrl }))
    : undefined;
  const memory = await inFolder((folder) => memoryOfIdleConnections(folder, Number(values.idle)));

  console.table({
    'embedded: the platform': embedded.platform,
    'embedded: bare path': embedded.bare,
    ...(rabbit && {
      'RabbitMQ: the platform': rabbit.platform,
      'RabbitMQ: bare path': rabbit.bare,
    }),
  });
  console.table({ [`query-api, ${values.idle} idle connections`]: memory });
  console.log(
    JSON.stringify({
      bench: 'alerts',
      ...figures(embedded),
      kb_per_connection: memory['kB per connection'],
      ...(rabbit && { rabbitmq: figures(rabbit) }),
    }),
  );
}

async function both(options: LatencyOptions): Promise<Measured> {
  return { bare: await throughBarePath(options), platform: await throughPlatform(options) };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-alerts-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function figures({ platform, bare }: Measured) {
  return {
    p50_ms: platform['p50, ms'],
    p99_ms: platform['p99, ms'],
    bare_p99_ms: bare['p99, ms'],
  };
}
