import { randomUUID } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { type DeviceRegistration, deviceDecider, deviceStream } from '@energy/domain';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { Api } from '../api/api.ts';
import { type Person, signInAdministrator } from '../api/people.ts';
import { aDeviceRegistration } from '../builders.ts';
import { embeddedEnvironment } from '../embedded-environment.ts';
import { silentLog } from '../logs.ts';
import { RunningProcess } from '../running-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The URLs of the engines, by the variables that name them. */
export type Engines = Readonly<
  Record<'EVENT_STORE_URL' | 'READ_MODEL_URL' | 'BROKER_URL' | 'CREDENTIALS_URL', string>
>;

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface ServicesBehindGateway {
  readonly administrator: Person;
  readonly commandApi: RunningProcess;
  readonly queryApi: RunningProcess;
  readonly projector: RunningProcess;
  readonly gateway: RunningProcess;
}

/** Engines of one test, and processes of the platform on them. */
export class TestPlatform {
  readonly folder: string;
  /** Changes apply to the processes that are started afterwards. */
  readonly env: Record<string, string>;
  readonly eventStore: EventStore;
  readonly queue: MeasurementQueue;
  readonly readModels: ReadModels;
  readonly #processes = new Set<RunningProcess>();

  /** @param engines embedded ones are the default */
  static open(engines: Partial<Engines> = {}): TestPlatform {
    return new TestPlatform(temporaryFolder('platform'), engines);
  }

  /** Opens a platform on a copy of a backup's files. */
  static async restored(backup: string): Promise<TestPlatform> {
    const folder = temporaryFolder('restored');
    await cp(backup, folder, { recursive: true });
    return new TestPlatform(folder);
  }

  private constructor(folder: string, engines: Partial<Engines> = {}) {
    this.folder = folder;
    const env = { ...embeddedEnvironment(folder), ...engines };
    this.env = env;
    this.eventStore = openEventStore(env.EVENT_STORE_URL, silentLog);
    this.queue = openMeasurementQueue(env.BROKER_URL, { log: silentLog });
    this.readModels = openReadModels(env.READ_MODEL_URL);
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#processes, (each) => each.kill()));
    await Promise.all([this.eventStore.close(), this.queue.close(), this.readModels.close()]);
    await rm(this.folder, { recursive: true });
  }

  /** Kills every running process, as a power cut does. */
  async killAll(): Promise<void> {
    await Promise.all(Array.from(this.#processes, (each) => each.kill()));
  }

  /** Stops every running process; resolves to the exit codes. */
  stopAll(): Promise<(number | null)[]> {
    return Promise.all(Array.from(this.#processes, (each) => each.stop()));
  }

  /** Appends the registration of a device; resolves to its id. */
  async registerDevice(registration: Partial<DeviceRegistration> = {}): Promise<string> {
    const id = randomUUID();
    const command = { type: 'RegisterDevice', data: aDeviceRegistration(registration) } as const;
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: deviceDecider,
      stream: deviceStream(id),
      command,
      context,
    });
    return id;
  }

  /** @param script such as `projector/main.ts` */
  start(script: string, { args = [], env = {} }: StartOptions = {}): RunningProcess {
    const started = RunningProcess.start(script, { args, env: { ...this.env, ...env } });
    this.#processes.add(started);
    started.exited.then(() => this.#processes.delete(started));
    return started;
  }

  /** Runs a script to its end. */
  async run(script: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const started = this.start(script, { args });
    const code = await started.exited;
    return { code, output: started.output };
  }

  /** Starts a projector; resolves when it records. */
  async startProjector(env: NodeJS.ProcessEnv = {}): Promise<RunningProcess> {
    const projector = this.start('projector/main.ts', { env });
    await projector.waitForOutput('recording begins');
    return projector;
  }

  /** Starts both APIs; resolves to the query API, with an administrator signed in. */
  async startApis(): Promise<Api> {
    const commandApi = this.start('command-api/main.ts');
    const queryApi = this.start('query-api/main.ts');
    const commands = new Api(`${await serviceUrl(commandApi)}/api`);
    const { api } = await signInAdministrator(commands, await oneTimePassword(commandApi));
    return api.at(`${await serviceUrl(queryApi)}/api`);
  }

  /** Starts a projector, both APIs and a gateway, where the first administrator signs in. */
  async startBehindGateway(env: NodeJS.ProcessEnv = {}): Promise<ServicesBehindGateway> {
    const commandApi = this.start('command-api/main.ts', { env });
    const queryApi = this.start('query-api/main.ts', { env });
    const projector = await this.startProjector();
    const urls = {
      COMMAND_API_URL: await serviceUrl(commandApi),
      QUERY_API_URL: await serviceUrl(queryApi),
    };
    const gateway = this.start('infra/gateway/main.ts', { env: urls });
    const api = new Api(`${await serviceUrl(gateway)}/api`);
    const administrator = await signInAdministrator(api, await oneTimePassword(commandApi));
    return { administrator, commandApi, queryApi, projector, gateway };
  }
}

/** The URL that a service announces. */
export async function serviceUrl(service: RunningProcess): Promise<string> {
  const announcement = /(?:Listening|The platform is) at (http:\/\/127\.0\.0\.1:\d+)/;
  return (await service.waitForOutput(announcement))[1]!;
}

/** The first administrator's one-time password, which one command-api announces once. */
export async function oneTimePassword(commandApi: RunningProcess): Promise<string> {
  return (await commandApi.waitForOutput(/one-time password\s+(\S+)/))[1]!;
}
