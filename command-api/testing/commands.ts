import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import {
  type Accounts,
  type OwnershipIndex,
  type OwnershipStore,
  openOwnershipStore,
  type Passwords,
  type ReadingRecord,
} from '@energy/accounts';
import {
  type Authentication,
  type CredentialStore,
  openCredentialStore,
  PasswordHasher,
} from '@energy/credentials';
import type { UserRole } from '@energy/domain';
import { type EventStore, openEventStore, type StoredEvent } from '@energy/event-store';
import type { GatewayTrust } from '@energy/http';
import type { Device } from '@energy/read-models';
import { createLogger, createMetrics } from '@energy/service';
import { temporaryFolder } from '@energy/testing';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { buildApp } from '../app.ts';
import { FIRST_ADMINISTRATOR, makeFirstAdministrator } from '../first-administrator.ts';
import { Policies } from '../policies.ts';
import { createServices, type Services } from '../services.ts';
import type { AccountChanges } from '../users/account-changes.ts';

export const HEAT_PUMP = {
  description: 'Heat pump, cellar',
  address: 'Grote Markt 1, 1000 Brussels',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
} as const;

/** The lowest cost of argon2id. */
const cheap = { memory: 8, passes: 1, parallelism: 1 };

export interface CommandsOptions {
  readonly publicUrl?: string;
  readonly attempts?: { readonly perName: number; readonly perAddress: number };
  readonly gateway?: GatewayTrust;
  readonly now?: () => number;
  /** Returns the event store of the app and its policies, in place of the one in the folder. */
  readonly eventStore?: (actual: EventStore) => EventStore;
  /** Commands whose engines this process shares. */
  readonly beside?: Commands;
}

/** Request headers of a caller. */
export type Asking = Readonly<Record<string, string>>;

/** The app on real engines in its own folder. */
export class Commands {
  readonly folder: string;
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly ownershipIndex: OwnershipIndex;
  readonly ownershipStore: OwnershipStore;
  readonly accounts: Accounts;
  readonly changes: AccountChanges;
  readonly passwords: Passwords;
  readonly authentication: Authentication;
  readonly services: Services;
  readonly logged: string[] = [];
  readonly devicesWithReadings = new Set<string>();
  /** The last registers of devices, in µWh. */
  readonly registers = new Map<string, number>();
  /** What is recorded of every device. */
  readonly bounded: Awaited<ReturnType<ReadingRecord['bounded']>>[number][] = [];
  readonly recorded: Awaited<ReturnType<ReadingRecord['recorded']>>[number][] = [];
  /** Devices that are billed by a tariff. */
  readonly devicesByTariff = new Map<string, readonly Device[]>();
  /** Number of the newest alert. */
  newestAlert = 100;
  app!: FastifyInstance;
  /** The first administrator, who has chosen a password. */
  administrator!: Asking;
  readonly #stopping = new AbortController();
  readonly #options: CommandsOptions;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, options: CommandsOptions) {
    this.folder = folder;
    this.#options = options;
    const log = { info: () => undefined, warn: (line: string) => this.logged.push(line) };
    const actual = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
    this.eventStore = options.eventStore?.(actual) ?? actual;
    const { now = Date.now } = options;
    const credentialsUrl = `sqlite:${path.join(folder, 'credentials.db')}`;
    this.credentials = openCredentialStore(credentialsUrl, { now });
    this.ownershipStore = openOwnershipStore(credentialsUrl);
    const { eventStore, credentials, ownershipStore } = this;
    const hasher = new PasswordHasher(cheap);
    this.services = createServices({
      eventStore,
      credentials,
      ownershipStore,
      hasher,
      readingRecord: {
        recorded: async () => this.recorded,
        bounded: async (_, hours) =>
          hours.map((hour) => {
            const bounded = this.bounded.find((each) => each.hour === hour);
            return (
              bounded ?? { hour, total: undefined, isEstimated: false, isPartlyUnknown: false }
            );
          }),
        measured: async () => [],
      },
      hasReadings: async (deviceId) => this.devicesWithReadings.has(deviceId),
      registerBefore: async (deviceId) => this.registers.get(deviceId),
      log,
      now,
    });
    this.ownershipIndex = this.services.ownershipIndex;
    this.authentication = this.services.authentication;
    this.accounts = this.services.accounts;
    this.changes = this.services.changes;
    this.passwords = this.services.passwords;
  }

  static async start(options: CommandsOptions = {}): Promise<Commands> {
    const { beside } = options;
    const folder = beside?.folder ?? temporaryFolder('command-api');
    const commands = new Commands(folder, options);
    await commands.#start();
    commands.administrator = beside?.administrator ?? (await commands.#firstAdministrator());
    return commands;
  }

  async #start(): Promise<void> {
    const { attempts = { perName: 1_000, perAddress: 10_000 } } = this.#options;
    const { gateway = {} } = this.#options;
    const { eventStore, credentials, ownershipIndex, ownershipStore, services } = this;
    const destination = new Writable({
      write: (line: Buffer, _encoding, done) => {
        this.logged.push(line.toString());
        done();
      },
    });
    const log = createLogger('command-api', { level: 'info', format: 'json', destination });
    this.app = await buildApp({
      services,
      alerts: { last: async () => this.newestAlert },
      readModels: {
        position: () => eventStore.head(),
        devices: {
          list: async ({ tariffId = '' }) => ({
            devices: this.devicesByTariff.get(tariffId) ?? [],
            next: undefined,
          }),
        },
      },
      publicUrl: new URL(this.#options.publicUrl ?? 'http://localhost:8080'),
      attempts,
      gateway,
      log,
      metrics: createMetrics('command-api'),
    });
    const { signal } = this.#stopping;
    const policies = new Policies({
      eventStore,
      credentials,
      ownershipIndex,
      ownershipStore,
      log,
      signal,
    });
    this.#running = Promise.allSettled([ownershipIndex.run(signal), policies.run()]);
  }

  async #firstAdministrator(): Promise<Asking> {
    const password = await makeFirstAdministrator(this);
    if (password === undefined) throw new Error('The first administrator was there already.');
    return this.#chosenPassword(FIRST_ADMINISTRATOR.name, password);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.app.close();
    await this.eventStore.close();
    await this.credentials.close();
    await this.ownershipStore.close();
    if (!this.#options.beside) await rm(this.folder, { recursive: true });
  }

  /** Log output so far. */
  get log(): string {
    return this.logged.join('');
  }

  /** Sends a command, as the first administrator by default. */
  async send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET',
    url: string,
    payload?: unknown,
    headers: Asking = this.administrator,
  ) {
    const request: InjectOptions = { method, url, headers };
    const response = await this.app.inject(
      payload === undefined ? request : { ...request, payload: payload as object },
    );
    return {
      status: response.statusCode,
      headers: response.headers,
      cookies: response.cookies,
      body: response.body === '' ? undefined : response.json(),
    };
  }

  /** Registers a device; resolves to its id. */
  async registeredDevice(data: object = {}): Promise<string> {
    const { status, body } = await this.send('POST', '/api/devices', { ...HEAT_PUMP, ...data });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }

  /** Registers a user; resolves to its id. */
  async registeredUser(name: string = randomUUID(), role: UserRole = 'client'): Promise<string> {
    const { status, body } = await this.send('POST', '/api/users', { name, role });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }

  /** Registers a user who has chosen a password and is signed in. */
  async signedIn(name: string, role: UserRole = 'client') {
    const userId = await this.registeredUser(name, role);
    const { body } = await this.send('PUT', `/api/users/${userId}/password`);
    return { ...(await this.#chosenPassword(name, body.oneTimePassword)), userId };
  }

  /** Assigns a device to a user. */
  async assigned(deviceId: string, userId: string): Promise<void> {
    const { status, body } = await this.send('PUT', `/api/devices/${deviceId}/owner`, { userId });
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Signs in with tokens in the body. */
  async signIn(name: string, password: string) {
    return this.send('POST', '/api/session', { name, password, delivery: 'body' }, {});
  }

  /** The events of a stream. */
  async history(stream: string): Promise<readonly StoredEvent[]> {
    return Array.fromAsync(this.eventStore.readStream(stream));
  }

  /** The types of the events of a stream. */
  async story(stream: string): Promise<readonly string[]> {
    return (await this.history(stream)).map(({ type }) => type);
  }

  async #chosenPassword(name: string, oneTimePassword: string) {
    const { body: session } = await this.signIn(name, oneTimePassword);
    const { body } = await this.send(
      'PUT',
      '/api/session/password',
      { currentPassword: oneTimePassword, newPassword: passwordOf(name), delivery: 'body' },
      { authorization: `Bearer ${session.accessToken}` },
    );
    return { authorization: `Bearer ${body.accessToken}` };
  }
}

/** The password that a user of the tests has chosen. */
export function passwordOf(name: string): string {
  return `quiet winter evenings, ${name.length} of them`;
}
