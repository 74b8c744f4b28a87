import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '@energy/credentials';
import {
  type DeviceAttributes,
  type DeviceCommand,
  deviceDecider,
  deviceStream,
  localHours,
  microwattHours,
  ownerOfHour,
} from '@energy/domain';
import { type Actor, type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import type { Role } from '@energy/http';
import { SignIn } from '@energy/http/testing';
import { type LiveFeed, openLiveFeed } from '@energy/live-feed';
import {
  type MeasurementQueue,
  openMeasurementQueue,
  type QueueStatistics,
} from '@energy/measurements';
import {
  type Alert,
  type Device,
  type HourReading,
  type Ownership,
  openReadModels,
  ownershipHistoryOf,
  type ReadModels,
  type Tariff,
  type User,
} from '@energy/read-models';
import { createLogger, createMetrics, type Utility } from '@energy/service';
import { temporaryFolder } from '@energy/testing';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import { LiveClient } from './live-client.ts';

export const HEAT_PUMP = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

/** Current time in these tests. */
export const NOW = Date.parse('2026-11-22T23:30:00Z');

const registration: DeviceAttributes = {
  description: 'Heat pump, cellar',
  address: 'Grote Markt 1, 1000 Brussels',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
};

const REGISTERED_AT = '2026-11-01T00:00:00.000Z';

/** Request headers of a caller. */
export type Asking = Readonly<Record<string, string>>;

export interface QueriesOptions {
  /** Replaces the queue in the folder. */
  readonly queue?: Pick<QueueStatistics, 'stats'>;
  /** Replaces the event store in the folder. */
  readonly events?: Pick<EventStore, 'readStream' | 'readAll' | 'head' | 'hasPosition'>;
  /** When users last signed in: milliseconds since 1970, UTC, by their ids. */
  readonly signIns?: ReadonlyMap<string, number>;
  /** The live sessions of every user. */
  readonly sessions?: readonly Session[];
  /** Replaces the live feed in the folder. */
  readonly liveFeed?: LiveFeed;
  readonly liveConnectionsPerUser?: number;
  readonly utility?: Utility;
  /** Queries whose engines this process shares. */
  readonly beside?: Queries;
}

/** The app on real engines in its own folder, which tests fill through the ports of the engines. */
export class Queries {
  readonly readModels: ReadModels;
  readonly events: EventStore;
  readonly queue: MeasurementQueue;
  readonly liveFeed: LiveFeed;
  readonly signIn: SignIn;
  readonly administrator: Asking;
  app!: FastifyInstance;
  readonly #folder: string;
  readonly #beside: Queries | undefined;
  readonly #logged: string[] = [];
  #url: string | undefined;
  #position = 0;

  private constructor(folder: string, { beside }: QueriesOptions) {
    const log = { info: () => undefined, warn: (line: string) => this.#logged.push(line) };
    this.readModels = openReadModels(`sqlite:${path.join(folder, 'read-models.db')}`);
    this.events = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
    this.queue = openMeasurementQueue(`sqlite:${path.join(folder, 'broker.db')}`, { log });
    this.liveFeed = openLiveFeed(`sqlite:${path.join(folder, 'broker.db')}`, { log });
    this.signIn = beside?.signIn ?? new SignIn();
    this.administrator = this.signIn.bearer('administrator');
    this.#folder = folder;
    this.#beside = beside;
  }

  static async start(
    replaced: Partial<ReadModels> = {},
    options: QueriesOptions = {},
  ): Promise<Queries> {
    const { beside } = options;
    const folder = beside ? beside.#folder : temporaryFolder('query-api');
    const queries = new Queries(folder, options);
    await queries.#start(replaced, options);
    return queries;
  }

  async #start(replaced: Partial<ReadModels>, options: QueriesOptions): Promise<void> {
    const { readModels, signIn } = this;
    const destination = new Writable({
      write: (line: Buffer, _encoding, done) => {
        this.#logged.push(line.toString());
        done();
      },
    });
    this.app = await buildApp({
      readModels: { ...readModels, ...replaced },
      events: options.events ?? this.events,
      queue: options.queue ?? this.queue,
      credentials: {
        lastSignIns: async () => options.signIns ?? new Map(),
        sessionsOf: async () => options.sessions ?? [],
      },
      liveFeed: options.liveFeed ?? this.liveFeed,
      liveConnectionsPerUser: options.liveConnectionsPerUser ?? 20,
      utility: options.utility ?? {},
      access: { sessions: signIn, publicUrl: new URL('http://localhost:8080') },
      log: createLogger('query-api', { level: 'info', format: 'json', destination }),
      metrics: createMetrics('query-api'),
      now: () => NOW,
    });
    await this.app.ready();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.liveFeed.close();
    await this.queue.close();
    await this.events.close();
    await this.readModels.close();
    if (!this.#beside) await rm(this.#folder, { recursive: true });
  }

  async ready(): Promise<void> {
    while ((await this.get('/health/ready')).status !== 200) await sleep(5);
  }

  /** Starts listening at the first call; resolves to the URL. */
  async url(): Promise<string> {
    this.#url ??= await this.app.listen({ host: '127.0.0.1', port: 0 });
    return this.#url;
  }

  /** Opens the live WebSocket as the user of the headers. */
  async live({ userId: _, ...headers }: Asking, query = ''): Promise<LiveClient> {
    await this.ready();
    return LiveClient.open(`${await this.url()}/api/live${query}`, headers);
  }

  /** The log so far. */
  get log(): string {
    return this.#logged.join('');
  }

  /** Projects a registered device, by default the heat pump of Brussels. */
  async registered(
    id = HEAT_PUMP,
    data: Partial<
      DeviceAttributes & Pick<Device, 'ownerId' | 'meter' | 'tariffs' | 'registeredAt'>
    > = {},
  ): Promise<void> {
    const { ownerId } = data;
    await this.#stored({
      id,
      ...registration,
      meter: {},
      registeredAt: REGISTERED_AT,
      ownerId: undefined,
      tariffs: [],
      ownerships: ownerId === undefined ? [] : [ownership(ownerId, Date.parse(REGISTERED_AT))],
      ...data,
      decommissionedAt: undefined,
      revision: 0,
    });
  }

  async decommissioned(id: string, revision: number): Promise<void> {
    const decommissionedAt = '2026-11-20T10:00:00.000Z';
    const device = await this.readModels.devices.find(id);
    await this.#stored({
      ...withoutOwner(device!, Date.parse(decommissionedAt)),
      decommissionedAt,
      revision,
    });
  }

  /** Handles a command for a device, by default its registration, without projecting the events. */
  async decided(
    id: string,
    actor: Actor,
    command: DeviceCommand = { type: 'RegisterDevice', data: registration },
  ): Promise<void> {
    await handleCommand({
      eventStore: this.events,
      decider: deviceDecider,
      stream: deviceStream(id),
      command,
      context: { actor },
    });
  }

  /** Registers a user; resolves to the request headers of the user. */
  async user(name: string, role: Role = 'client'): Promise<Asking & { readonly userId: string }> {
    const userId = randomUUID();
    const user: User = {
      id: userId,
      name,
      role,
      registeredAt: '2026-11-20T10:00:00.000Z',
      deletedAt: undefined,
      revision: 0,
    };
    await this.readModels.users.store([user], this.#nextPosition());
    return { ...this.signIn.bearer(role, { userId }), userId };
  }

  /** Projects a tariff, by default of 0.30 EUR for 1 kWh; resolves to its id. */
  async tariff(fields: Partial<Tariff> = {}): Promise<string> {
    const tariff: Tariff = {
      id: randomUUID(),
      name: 'Standard',
      currency: 'EUR',
      versions: [{ validFrom: '2020-01-01', rates: [{ name: 'All', tiers: [{ price: '0.3' }] }] }],
      createdAt: '2026-11-20T10:00:00.000Z',
      retiredAt: undefined,
      revision: 1,
      ...fields,
    };
    await this.readModels.tariffs.store([tariff], this.#nextPosition());
    return tariff.id;
  }

  /** Records readings of a device, in µWh, by the instant (ISO 8601) at which each was taken. */
  async measured(
    energies: Record<string, number>,
    id = HEAT_PUMP,
    flags: Pick<HourReading, 'isEstimated' | 'isSuspect'> = {},
  ): Promise<void> {
    const device = await this.readModels.devices.find(id);
    const hours = localHours(device!.timeZone);
    const readings = Object.entries(energies).map(([instant, energy]) => {
      const at = Date.parse(instant);
      return { deviceId: id, at, hour: hours.startOf(at), energy, ...flags };
    });
    await this.readModels.consumption.record(readings);
  }

  /** Records registers, in µWh, of a meter that sends one every ten minutes. */
  async registers(values: Record<string, number>, id = HEAT_PUMP): Promise<void> {
    const { timeZone } = (await this.readModels.devices.find(id))!;
    const register = { interval: 600_000 };
    const readings = Object.entries(values).map(([instant, energy]) => {
      const at = Date.parse(instant);
      const hour = localHours(timeZone).startOf(at);
      return { deviceId: id, at, hour, energy, timeZone, register };
    });
    await this.readModels.consumption.record(readings);
  }

  /**
   * Records a reading that makes the hour of an instant (ISO 8601) exceed the limit of its device, as the
   * projector does. Publishes the alert to the live feed by default.
   */
  async exceeded(
    instant: string,
    { id = HEAT_PUMP, kWh = 3, isPublished = true, now = Date.parse(instant) } = {},
  ): Promise<Alert> {
    const device = await this.readModels.devices.find(id);
    const { timeZone, maxHourlyConsumption } = device!;
    const at = Date.parse(instant);
    const hours = localHours(timeZone);
    const hour = hours.startOf(at);
    const span = { start: hour, end: hours.endOf(hour) };
    const ownerId = ownerOfHour(ownershipHistoryOf(device!), span);
    const limit = microwattHours(maxHourlyConsumption)!;
    const reading = { deviceId: id, at, hour, energy: microwattHours(kWh)! };
    const alerting = { ruleOf: () => ({ limit, ownerId }), now };
    const { raised } = await this.readModels.consumption.record([reading], alerting);
    const [alert] = raised;
    if (!alert)
      throw new Error(`The hour of ${instant} has its alert already, or is within the limit.`);
    if (isPublished) await this.publishAlert(alert);
    return alert;
  }

  /** Publishes an alert to the live feed. */
  async publishAlert({ number, deviceId, ownerId }: Alert): Promise<void> {
    const notice = { type: 'AlertRaised', number, deviceId, ownerId: ownerId ?? null } as const;
    await this.liveFeed.publish([notice]);
  }

  /**
   * Projects a change of a device's owner.
   *
   * @param at time of the change (ISO 8601)
   */
  async assigned(
    id: string,
    ownerId: string | undefined,
    at = new Date(NOW).toISOString(),
  ): Promise<void> {
    const from = Date.parse(at);
    const { ownerships, ...device } = withoutOwner((await this.readModels.devices.find(id))!, from);
    await this.#stored({
      ...device,
      ownerId,
      ownerships: ownerId === undefined ? ownerships : [...ownerships, ownership(ownerId, from)],
      revision: device.revision + 1,
    });
  }

  /** Projects a change of a device's description, address or limit. */
  async changed(
    id: string,
    changes: Partial<Pick<Device, 'description' | 'address' | 'maxHourlyConsumption'>>,
  ): Promise<void> {
    const device = await this.readModels.devices.find(id);
    await this.#stored({ ...device!, ...changes, revision: device!.revision + 1 });
  }

  /** Marks the alerts up to a number as seen by a user. */
  async seen(userId: string, through: number): Promise<void> {
    const inbox = await this.readModels.alertInboxes.find(userId);
    const revision = (inbox?.revision ?? -1) + 1;
    await this.readModels.alertInboxes.store(
      [{ id: userId, through, revision }],
      this.#nextPosition(),
    );
  }

  /** Sends a query, as an administrator by default. */
  async get(url: string, headers: Asking = this.administrator) {
    const response = await this.app.inject({ method: 'GET', url, headers });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  /** Loads the consumption of a device; expects 200. */
  async consumption(day: string, id = HEAT_PUMP) {
    const { status, body } = await this.get(`/api/devices/${id}/consumption?day=${day}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  }

  async #stored(device: Device): Promise<void> {
    await this.readModels.devices.store([device], this.#nextPosition());
  }

  #nextPosition(): string {
    return String(++this.#position).padStart(20, '0');
  }
}

function ownership(ownerId: string, from: number): Ownership {
  return { ownerId, from, until: undefined, last: undefined };
}

function withoutOwner(device: Device, until: number): Device {
  const { description, address, maxHourlyConsumption, meter, revision } = device;
  const last = { description, address, maxHourlyConsumption, meter, revision: revision + 1 };
  const ownerships = device.ownerships.map((each) =>
    each.until === undefined ? { ...each, until, last } : each,
  );
  return { ...device, ownerId: undefined, ownerships };
}
