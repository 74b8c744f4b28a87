import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  alertInboxDecider,
  alertInboxStream,
  type ConversationSide,
  conversationDecider,
  conversationStream,
  type DeviceCommand,
  deviceDecider,
  deviceStream,
  localHours,
  type MeterSettings,
  type ReadingCommand,
  readingDecider,
  readingStream,
  type UserCommand,
  userDecider,
  userStream,
} from '@energy/domain';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { type LiveFeed, type Notice, openLiveFeed } from '@energy/live-feed';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { temporaryFolder } from '@energy/testing';
import type { RecordedBatch } from '../measurement-recorder.ts';
import { Projector, type ProjectorOptions } from '../projector.ts';

/** The engines of one test, and projectors on them. */
export class Pipeline {
  readonly eventStore: EventStore;
  readonly queue: MeasurementQueue;
  readonly readModels: ReadModels;
  readonly feed: LiveFeed;
  readonly folder: string;
  readonly warnings: string[] = [];
  /** Warnings of a projector that starts with devices and without readings, as most do here. */
  readonly recordWarnings: string[] = [];
  readonly batches: RecordedBatch[] = [];
  #running: { controller: AbortController; ended: Promise<void> }[] = [];

  /** @param readModelUrl a new SQLite file by default */
  static async open(readModelUrl?: string): Promise<Pipeline> {
    return new Pipeline(temporaryFolder('projector'), readModelUrl);
  }

  constructor(folder: string, readModelUrl?: string) {
    const silent = { info() {}, warn() {} };
    const url = (name: string) => `sqlite:${path.join(folder, name)}.db`;
    this.folder = folder;
    this.eventStore = openEventStore(url('events'), silent);
    this.queue = openMeasurementQueue(url('broker'), { log: silent });
    this.readModels = openReadModels(readModelUrl ?? url('read-models'));
    this.feed = openLiveFeed(url('broker'), { log: silent });
  }

  async close(): Promise<void> {
    await this.stop();
    const engines = [this.eventStore, this.queue, this.readModels, this.feed];
    await Promise.all(engines.map((engine) => engine.close()));
    await rm(this.folder, { recursive: true });
  }

  /** Starts a projector on these engines; `options` replace some. */
  start(options: Partial<ProjectorOptions> = {}): Projector {
    const controller = new AbortController();
    const projector = new Projector({
      eventStore: this.eventStore,
      queue: this.queue,
      readModels: this.readModels,
      feed: this.feed,
      batchSize: 500,
      lingerMs: 0,
      log: { info() {}, warn: (line) => this.#warn(line) },
      signal: controller.signal,
      onRecorded: (batch) => this.batches.push(batch),
      onPublished: () => {},
      ...options,
    });
    const ended = projector.run().catch((error) => {
      if (!controller.signal.aborted) this.warnings.push(`ended: ${error}`);
    });
    this.#running.push({ controller, ended });
    return projector;
  }

  #warn(line: string): void {
    const isOfRecord = line.startsWith('No reading is recorded');
    (isOfRecord ? this.recordWarnings : this.warnings).push(line);
  }

  /** Subscribes to the live feed until the test ends; resolves, once subscribed, to the notices as they arrive. */
  async listen<T extends Notice['type']>(...types: T[]): Promise<(Notice & { type: T })[]> {
    const received: Notice[] = [];
    const began = Promise.withResolvers<void>();
    const { signal } = new AbortController();
    const receive = async () => {
      for await (const { notices } of this.feed.subscribe({ types, signal })) {
        received.push(...notices);
        began.resolve();
      }
    };
    receive();
    await began.promise;
    return received as (Notice & { type: T })[];
  }

  /** Stops every projector. */
  async stop(): Promise<void> {
    for (const { controller } of this.#running) controller.abort();
    await Promise.all(this.#running.splice(0).map(({ ended }) => ended));
  }

  /** Registers a device in a zone, with a limit of 1 kWh; resolves to its id. */
  async register(timeZone = 'Europe/Brussels', meter: MeterSettings = {}): Promise<string> {
    const id = randomUUID();
    const attributes = { description: 'Meter', address: 'Here', maxHourlyConsumption: 1, timeZone };
    const data = { ...attributes, ...meter };
    await this.command(id, { type: 'RegisterDevice', data });
    return id;
  }

  /** Makes a client the owner of a device. */
  async assign(deviceId: string, userId: string): Promise<void> {
    const user = { status: 'Registered', name: 'Ada', role: 'client' } as const;
    await this.command(deviceId, { type: 'AssignDevice', data: { userId, user } });
  }

  async changeLimit(deviceId: string, maxHourlyConsumption: number): Promise<void> {
    await this.command(deviceId, { type: 'ChangeDevice', data: { maxHourlyConsumption } });
  }

  async command(id: string, command: DeviceCommand): Promise<void> {
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: deviceDecider,
      stream: deviceStream(id),
      command,
      context,
    });
  }

  async markSeen(userId: string, through: number): Promise<void> {
    const context = { actor: 'system' } as const;
    const command = { type: 'MarkAlertsSeen', data: { through, newest: through } } as const;
    const stream = alertInboxStream(userId);
    await handleCommand({
      eventStore: this.eventStore,
      decider: alertInboxDecider,
      stream,
      command,
      context,
    });
  }

  /** Decides about readings of a device. */
  async decide(deviceId: string, command: ReadingCommand): Promise<void> {
    await handleCommand({
      eventStore: this.eventStore,
      decider: readingDecider,
      stream: readingStream(deviceId),
      command,
      context: { actor: 'system' },
    });
  }

  async userCommand(id: string, command: UserCommand): Promise<void> {
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: userDecider,
      stream: userStream(id),
      command,
      context,
    });
  }

  /** Sends a message in a client's conversation. */
  async write(clientId: string, side: ConversationSide, text: string): Promise<void> {
    const client = { status: 'Registered', name: 'Ada', role: 'client' } as const;
    const data = { messageId: randomUUID(), side, authorId: clientId, text, client };
    const context = { actor: 'system' } as const;
    const stream = conversationStream(clientId);
    const command = { type: 'SendMessage', data } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: conversationDecider,
      stream,
      command,
      context,
    });
  }

  async publish(...messages: readonly unknown[]): Promise<void> {
    await this.queue.publish(messages.map((message) => Buffer.from(JSON.stringify(message))));
  }

  /** Resolves when so many messages in all are settled. */
  async settled(messages: number): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.batches.reduce((sum, batch) => sum + batch.messages, 0) < messages) {
      if (Date.now() > deadline) throw new Error(`Not recorded in time. Log: ${this.warnings}`);
      await sleep(2);
    }
  }

  /** The hours with readings of a device on a local day, with their lengths. */
  async hoursOf(deviceId: string, timeZone: string, day: string) {
    const hours = localHours(timeZone).ofDay(Temporal.PlainDate.from(day));
    const starts = hours.map(({ start }) => start);
    const totals = await this.readModels.consumption.hours(deviceId, starts);
    return totals.map((total) => {
      const { start, end } = hours.find((hour) => hour.start === total.hour)!;
      return { ...total, minutes: (end - start) / 60_000 };
    });
  }

  /** The hours with readings of a device on a local day: µWh by label. */
  async day(deviceId: string, timeZone: string, day: string): Promise<Record<string, bigint>> {
    const hours = localHours(timeZone).ofDay(Temporal.PlainDate.from(day));
    const starts = hours.map(({ start }) => start);
    const totals = await this.readModels.consumption.hours(deviceId, starts);
    return Object.fromEntries(
      totals.map(({ hour, total }) => [hours.find(({ start }) => start === hour)!.label, total]),
    );
  }
}

/** A measurement message. */
export function measurement(deviceId: string, time: string | number, kWh: number) {
  return { timestamp: new Date(time).getTime(), device_id: deviceId, measurement_value: kWh };
}
