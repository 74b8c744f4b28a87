import { readdirSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { kilobytesOf } from '../http/memory.ts';
import type { MeasuredProcess, SoakPlatform } from './soak-platform.ts';
import { median, slope } from './trend.ts';

const INTERVAL_MS = 10_000;
const HOUR_MS = 3_600_000;
const MEGABYTE = 1_048_576;

interface ProcessSample {
  readonly rssMb: number;
  readonly heapMb: number;
  readonly descriptors: number;
}

interface StoreSample {
  readonly fileMb: number;
  readonly walMb: number;
}

interface Sample {
  /** Milliseconds after the first sample. */
  readonly at: number;
  readonly processes: ReadonlyMap<string, ProcessSample>;
  readonly stores: ReadonlyMap<string, StoreSample>;
}

export interface ProcessTrend {
  readonly rssMb: number;
  readonly rssMbPerHour: number;
  readonly heapMb: number;
  readonly heapMbPerHour: number;
  readonly descriptors: number;
  readonly descriptorsPerHour: number;
}

export interface StoreTrend {
  readonly fileMbPerHour: number;
  readonly maxWalMb: number;
  readonly walMbPerHour: number;
}

/** Resources that processes and stores use, sampled every ten seconds. */
export class ResourceSamples {
  readonly #samples: readonly Sample[];

  private constructor(samples: readonly Sample[]) {
    this.#samples = samples;
  }

  /** Takes samples until the signal aborts. */
  static async collect(platform: SoakPlatform, until: AbortSignal): Promise<ResourceSamples> {
    const samples: Sample[] = [];
    const startedAt = performance.now();
    while (!until.aborted) {
      samples.push(await takeSample(platform, performance.now() - startedAt));
      await sleep(INTERVAL_MS, undefined, { signal: until }).catch(() => undefined);
    }
    return new ResourceSamples(samples);
  }

  /** Samples taken more than `ms` milliseconds after the first. */
  after(ms: number): ResourceSamples {
    return new ResourceSamples(this.#samples.filter(({ at }) => at > ms));
  }

  trends(): { processes: Record<string, ProcessTrend>; stores: Record<string, StoreTrend> } {
    const { processes, stores } = this.#samples.at(-1)!;
    return {
      processes: Object.fromEntries(processes.keys().map((name) => [name, this.#process(name)])),
      stores: Object.fromEntries(stores.keys().map((name) => [name, this.#store(name)])),
    };
  }

  #process(name: string): ProcessTrend {
    const rss = this.#series(({ processes }) => processes.get(name)!.rssMb);
    const heap = this.#series(({ processes }) => processes.get(name)!.heapMb);
    const descriptors = this.#series(({ processes }) => processes.get(name)!.descriptors);
    return {
      rssMb: rss.median,
      rssMbPerHour: rss.perHour,
      heapMb: heap.median,
      heapMbPerHour: heap.perHour,
      descriptors: descriptors.median,
      descriptorsPerHour: descriptors.perHour,
    };
  }

  #store(name: string): StoreTrend {
    const file = this.#series(({ stores }) => stores.get(name)!.fileMb);
    const wal = this.#series(({ stores }) => stores.get(name)!.walMb);
    return { fileMbPerHour: file.perHour, maxWalMb: wal.max, walMbPerHour: wal.perHour };
  }

  #series(value: (sample: Sample) => number) {
    const points = this.#samples.map((sample) => ({ x: sample.at / HOUR_MS, y: value(sample) }));
    const values = points.map(({ y }) => y);
    return {
      median: rounded(median(values)),
      max: rounded(Math.max(...values)),
      perHour: rounded(slope(points)),
    };
  }
}

async function takeSample(platform: SoakPlatform, at: number): Promise<Sample> {
  const processes = new Map<string, ProcessSample>();
  for (const [name, service] of platform.processes) {
    processes.set(name, await sampleProcess(service));
  }
  const stores = new Map<string, StoreSample>();
  for (const [name, file] of platform.stores) {
    stores.set(name, { fileMb: megabytesOf(file), walMb: megabytesOf(`${file}-wal`) });
  }
  return { at, processes, stores };
}

async function sampleProcess({ pid, metricsUrl }: MeasuredProcess): Promise<ProcessSample> {
  const metrics = await (await fetch(metricsUrl)).text();
  const heapBytes = /^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(metrics)![1];
  return {
    rssMb: kilobytesOf(pid) / 1_024,
    heapMb: Number(heapBytes) / MEGABYTE,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

function megabytesOf(file: string): number {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / MEGABYTE;
}

const rounded = (value: number): number => Number(value.toFixed(1));
