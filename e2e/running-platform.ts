import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deviceDecider, deviceStream } from '@energy/domain';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { Api } from '../demo/api.ts';
import { type Person, signInAdministrator } from '../demo/people.ts';

const root = path.join(import.meta.dirname, '..');
const silent = { info() {}, warn() {} };

/** The URLs of the engines, by the variables that name them. */
export interface Engines {
  readonly EVENT_STORE_URL: string;
  readonly READ_MODEL_URL: string;
  readonly BROKER_URL: string;
  readonly CREDENTIALS_URL: string;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A process of the platform, with what it has written so far. */
export type StartedProcess = ChildProcess & { output: string };

/** Engines of one test and processes of the platform on them. */
export class RunningPlatform {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly eventStore: EventStore;
  readonly queue: MeasurementQueue;
  readonly readModels: ReadModels;
  readonly #processes = new Set<ChildProcess>();

  /** @param engines the embedded ones where they are not given */
  static async open(engines: Partial<Engines> = {}): Promise<RunningPlatform> {
    return new RunningPlatform(await mkdtemp(path.join(tmpdir(), 'energy-e2e-')), engines);
  }

  /** A platform on the files of a backup. */
  static async restored(backup: string): Promise<RunningPlatform> {
    const folder = await mkdtemp(path.join(tmpdir(), 'energy-restored-'));
    await cp(backup, folder, { recursive: true });
    return new RunningPlatform(folder);
  }

  private constructor(folder: string, engines: Partial<Engines> = {}) {
    const urls: Engines = {
      EVENT_STORE_URL: `sqlite:${folder}/events.db`,
      READ_MODEL_URL: `sqlite:${folder}/read-models.db`,
      BROKER_URL: `sqlite:${folder}/broker.db`,
      CREDENTIALS_URL: `sqlite:${folder}/credentials.db`,
      ...engines,
    };
    this.folder = folder;
    this.env = {
      ...process.env,
      ...urls,
      PROJECTOR_PORT: '0',
      QUERY_API_PORT: '0',
      COMMAND_API_PORT: '0',
      CHAT_GRPC_METRICS_PORT: '0',
      GATEWAY_METRICS_PORT: '0',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'info',
    };
    this.eventStore = openEventStore(urls.EVENT_STORE_URL, silent);
    this.queue = openMeasurementQueue(urls.BROKER_URL, { log: silent });
    this.readModels = openReadModels(urls.READ_MODEL_URL);
  }

  async close(): Promise<void> {
    const processes = [...this.#processes];
    for (const child of processes) child.kill('SIGKILL');
    await Promise.all(processes.map((child) => once(child, 'exit')));
    await Promise.all([this.eventStore.close(), this.queue.close(), this.readModels.close()]);
    await rm(this.folder, { recursive: true });
  }

  /** Tells every process to stop, and waits until all have; resolves to their exit codes. */
  stopAll(): Promise<(number | null)[]> {
    return Promise.all(Array.from(this.#processes, stop));
  }

  /** Registers a device; resolves to its id. */
  async register(timeZone: string): Promise<string> {
    const id = randomUUID();
    const data = { description: 'Meter', address: 'Here', maxHourlyConsumption: 1, timeZone };
    const command = { type: 'RegisterDevice', data } as const;
    const context = { actor: 'system' } as const;
    await handleCommand(this.eventStore, deviceDecider, deviceStream(id), command, context);
    return id;
  }

  /** Starts a process, from the file that starts it; its output is collected in `output`. */
  start(script: string, ...args: string[]): StartedProcess {
    return this.startWith({}, script, ...args);
  }

  /** Starts a process with variables of its own. */
  startWith(variables: NodeJS.ProcessEnv, script: string, ...args: string[]): StartedProcess {
    const child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { ...this.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collected = Object.assign(child, { output: '' });
    const collect = (chunk: Buffer) => {
      collected.output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    this.#processes.add(child);
    child.on('exit', () => this.#processes.delete(child));
    return collected;
  }

  /** Runs a process to its end. */
  async run(script: string, ...args: string[]): Promise<Ended> {
    const child = this.start(script, ...args);
    const [code] = await once(child, 'close');
    return { code, output: child.output };
  }

  /** Starts a projector; resolves when it records. */
  async startProjector(variables: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
    const child = this.startWith(variables, 'projector/main.ts');
    await eventually(() => child.output.includes('recording begins'));
    return child;
  }

  /** Starts both APIs; resolves to the query API, with an administrator signed in. */
  async startApis(): Promise<Api> {
    const [commandApi, queryApi] = [
      this.start('command-api/main.ts'),
      this.start('query-api/main.ts'),
    ];
    const commands = new Api(`${await listening(commandApi)}/api`);
    const { api } = await signInAdministrator(commands, await oneTimePassword(commandApi));
    return api.at(`${await listening(queryApi)}/api`);
  }

  /**
   * Starts one of each service with variables of its own; resolves to the first administrator, who asks
   * the gateway.
   */
  async startBehindGateway(variables: NodeJS.ProcessEnv = {}): Promise<Person> {
    await this.startProjector();
    const [commandApi, queryApi] = [
      this.startWith(variables, 'command-api/main.ts'),
      this.startWith(variables, 'query-api/main.ts'),
    ];
    const gateway = this.startWith(
      {
        PORT: '0',
        COMMAND_API_URL: await listening(commandApi),
        QUERY_API_URL: await listening(queryApi),
      },
      'infra/gateway/main.ts',
    );
    const api = new Api(`${await listening(gateway)}/api`);
    return signInAdministrator(api, await oneTimePassword(commandApi));
  }
}

/** The address that a service says it answers at. */
export function listening(service: StartedProcess): Promise<string> {
  return eventually(() => /\bat (http:\/\/127\.0\.0\.1:\d+)\./.exec(service.output)?.[1]);
}

/** The first administrator’s one-time password, as command-api tells it once. */
export function oneTimePassword(commandApi: StartedProcess): Promise<string> {
  return eventually(() => /one-time password\s+(\S+)/.exec(commandApi.output)?.[1]);
}

/** Tells a process to stop, and waits until it has; resolves to its exit code. */
export async function stop(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  return code;
}

/** Asks until there is an answer: what is neither `undefined` nor false. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  patienceMs = 60_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${ask}`);
    await sleep(50);
  }
}
