import { RunningProcess } from '@energy/testing';
import { kilobytesOf } from '../http/memory.ts';

const POLL_INTERVAL_MS = 25;
/** A replay of ten million devices takes a while. */
const READY_TIMEOUT_MS = 3_600_000;
/** Memory is read after this time without work. */
const SETTLE_MS = 3_000;

/** Each service with the script that starts it and what it announces. */
const SERVICES = {
  'command-api': {
    script: 'command-api/main.ts',
    announcement: /Listening at (http:\/\/[\d.]+:\d+)/,
  },
  'query-api': { script: 'query-api/main.ts', announcement: /Listening at (http:\/\/[\d.]+:\d+)/ },
  projector: {
    script: 'projector/main.ts',
    announcement: /Metrics and health are at (http:\/\/[\d.]+:\d+)/,
  },
  'chat-grpc': {
    script: 'chat-grpc/main.ts',
    announcement: /metrics and health are at (http:\/\/[\d.]+:\d+)/,
  },
} as const;

export type ServiceName = keyof typeof SERVICES;

/** What was measured of one start of all services. */
export interface Start {
  /** Time until each service was ready. */
  readonly readyMs: Readonly<Record<ServiceName, number>>;
  /** Memory in use when all were ready and at rest. */
  readonly megabytes: Readonly<Record<ServiceName, number>>;
}

/** One of each service, started at the same time. */
export class StartedServices {
  readonly start: Start;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly #processes: readonly RunningProcess[];

  static async start(env: NodeJS.ProcessEnv): Promise<StartedServices> {
    const startedAt = performance.now();
    const entries = Object.entries(SERVICES) as [ServiceName, (typeof SERVICES)[ServiceName]][];
    const processes = entries.map(([name, { script, announcement }]) => {
      const process = RunningProcess.start(script, { env: { ...env, LOG_FORMAT: 'json' } });
      return { name, process, announcement };
    });
    const started = await Promise.all(
      processes.map(async ({ name, process, announcement }) => {
        const url = (await process.waitForOutput(announcement))[1]!;
        await whenReady(name, url, process);
        return { name, process, url, readyMs: performance.now() - startedAt };
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const record = <T>(value: (each: (typeof started)[number]) => T) =>
      Object.fromEntries(started.map((each) => [each.name, value(each)])) as Record<ServiceName, T>;
    return new StartedServices({
      start: {
        readyMs: record(({ readyMs }) => Math.round(readyMs)),
        megabytes: record(({ process }) => Math.round(kilobytesOf(process.pid) / 1_024)),
      },
      urls: record(({ url }) => url),
      processes: started.map(({ process }) => process),
    });
  }

  private constructor(options: {
    start: Start;
    urls: Record<ServiceName, string>;
    processes: readonly RunningProcess[];
  }) {
    this.start = options.start;
    this.urls = options.urls;
    this.#processes = options.processes;
  }

  async stop(): Promise<void> {
    const codes = await Promise.all(this.#processes.map((process) => process.stop()));
    if (codes.some((code) => code !== 0)) throw new Error(`Services stopped with ${codes}.`);
  }
}

async function whenReady(name: ServiceName, url: string, process: RunningProcess): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const response = await fetch(`${url}/health/ready`);
    if (response.ok) return;
    const reason = await response.text();
    if (!process.isRunning || performance.now() > deadline) {
      throw new Error(`${name} is not ready: ${reason}\n${process.output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
