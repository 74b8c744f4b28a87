import { parseArgs } from 'node:util';
import { ResourceSamples } from './resource-samples.ts';
import { SoakLoad } from './soak-load.ts';
import { SoakPlatform } from './soak-platform.ts';

/** Maximum warm-up, in which caches fill: the first third of the run, but no longer than this. */
const MAX_WARM_UP_MINUTES = 20;
const MIN_MINUTES = 1;
/** Maximum growth an hour that counts as flat. A projector with a known leak grew by 120 MB an hour. */
const MAX_PER_HOUR = { rss: 20, descriptors: 5, wal: 8 };

/**
 * soak [--minutes 60] [--readings 1000] [--devices 10000]: runs the platform on embedded engines under a
 * steady load. Fails if the memory, descriptors or write-ahead log (WAL) of any process or store grow after
 * the warm-up.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '60' },
      readings: { type: 'string', default: '1000' },
      devices: { type: 'string', default: '10000' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes >= MIN_MINUTES)) throw new RangeError('--minutes must be a number, 1 at least.');
  const platform = await SoakPlatform.start();
  try {
    const load = await SoakLoad.prepare(platform, {
      durationMs: minutes * 60_000,
      readingsPerSecond: Number(values.readings),
      devices: Number(values.devices),
    });
    const warmUpMs = Math.min(minutes / 3, MAX_WARM_UP_MINUTES) * 60_000;
    const sampling = ResourceSamples.collect(platform, AbortSignal.timeout(minutes * 60_000));
    await load.run();
    report({ minutes, samples: (await sampling).after(warmUpMs), load });
  } finally {
    await platform.close();
  }
}

function report(result: { minutes: number; samples: ResourceSamples; load: SoakLoad }): void {
  const { minutes, samples, load } = result;
  const { processes, stores } = samples.trends();
  const growing = [
    ...exceeding('memory', processes, ({ rssMbPerHour }) => rssMbPerHour > MAX_PER_HOUR.rss),
    ...exceeding(
      'descriptors',
      processes,
      ({ descriptorsPerHour }) => descriptorsPerHour > MAX_PER_HOUR.descriptors,
    ),
    ...exceeding('WAL', stores, ({ walMbPerHour }) => walMbPerHour > MAX_PER_HOUR.wal),
  ];
  console.table(processes);
  console.table(stores);
  console.table(load.counts);
  for (const [message, times] of load.failures) console.log(`Failed ${times} times: ${message}`);
  for (const what of growing) console.log(`Not flat: ${what}`);
  console.log(
    JSON.stringify({
      bench: 'soak',
      minutes,
      rss_mb_per_hour: figures(processes, ({ rssMbPerHour }) => rssMbPerHour),
      heap_mb_per_hour: figures(processes, ({ heapMbPerHour }) => heapMbPerHour),
      descriptors_per_hour: figures(processes, ({ descriptorsPerHour }) => descriptorsPerHour),
      wal_mb: figures(stores, ({ maxWalMb }) => maxWalMb),
      readings: load.counts.readings,
      backlog: load.counts.backlog,
      failures: load.failures.values().reduce((sum, times) => sum + times, 0),
      flat: growing.length === 0,
    }),
  );
  if (growing.length > 0) process.exitCode = 1;
}

type Table<T> = Readonly<Record<string, T>>;

function exceeding<T>(what: string, table: Table<T>, isGrowing: (trend: T) => boolean): string[] {
  return Object.entries(table)
    .filter(([, trend]) => isGrowing(trend))
    .map(([name]) => `${what} of ${name}`);
}

function figures<T>(table: Table<T>, figure: (trend: T) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(table).map(([name, trend]) => [name, figure(trend)]));
}
