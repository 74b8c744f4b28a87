import { seenThrough } from '@energy/domain';
import {
  type Device,
  hourAlerts,
  isBudgetAlert,
  type ListedAlert,
  type ReadModels,
} from '@energy/read-models';
import { budgetRepresentationOf, representationOf } from '../routes/alerts/representation.ts';
import { type AlertSelection, receivesAlert } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import type { LiveMetrics } from './live-metrics.ts';

const PAGE_SIZE = 200;

export interface AlertRelayOptions {
  readonly readModels: Pick<ReadModels, 'alerts' | 'alertInboxes' | 'devices'>;
  readonly connections: LiveConnections;
  readonly metrics: LiveMetrics;
}

/** The data to represent alerts for their recipients. */
interface AlertContext {
  /** The number through which each recipient has seen alerts, by user id. */
  readonly marks: ReadonlyMap<string, number>;
  readonly devices: ReadonlyMap<string, Device>;
}

/**
 * Sends each alert once, in order, to its recipients. It reads the stored alerts after the last number; a notice
 * only triggers the read.
 *
 * All methods throw EngineUnavailable while the read models are unavailable; the next call resumes.
 */
export class AlertRelay {
  readonly #readModels: AlertRelayOptions['readModels'];
  readonly #connections: LiveConnections;
  readonly #metrics: LiveMetrics;
  /** Every alert up to this number was sent. */
  #relayedThrough = 0;
  #hasNews = false;
  #relaying: Promise<void> | undefined;

  constructor({ readModels, connections, metrics }: AlertRelayOptions) {
    this.#readModels = readModels;
    this.#connections = connections;
    this.#metrics = metrics;
  }

  /** Starts after the newest alert. Await it before any other method. */
  async start(): Promise<void> {
    this.#relayedThrough = await this.#readModels.alerts.last();
  }

  /** Sends new alerts to every connection that is not catching up. */
  relay(): Promise<void> {
    this.#hasNews = true;
    this.#relaying ??= this.#relayAll().finally(() => {
      this.#relaying = undefined;
    });
    return this.#relaying;
  }

  /**
   * The number after which a connection receives alerts: the requested one, or that of the newest. A number
   * beyond the newest belongs to other data, and counts as the newest.
   */
  async startAfter(requested: number | undefined): Promise<number> {
    const isAhead = requested !== undefined && requested > this.#relayedThrough;
    const newest = isAhead ? await this.#readModels.alerts.last() : this.#relayedThrough;
    return Math.min(requested ?? newest, newest);
  }

  /** Changes the alerts of a connection, and sends those that it missed. */
  select(connection: LiveConnection, alertSelection: AlertSelection): Promise<void> {
    const isLive = connection.alertSelection !== 'none' && !connection.isCatchingUp;
    if (isLive) connection.position = Math.max(connection.position, this.#relayedThrough);
    connection.alertSelection = alertSelection;
    return this.catchUp(connection);
  }

  /** Sends the alerts that a connection missed, as fast as it reads; live ones follow. */
  async catchUp(connection: LiveConnection): Promise<void> {
    if (connection.isCatchingUp) return;
    const { role, userId } = connection.actor;
    const ownerId = role === 'administrator' ? undefined : userId;
    connection.isCatchingUp = true;
    try {
      while (isReceiving(connection) && connection.position < this.#relayedThrough) {
        const end = this.#relayedThrough;
        const page = await this.#readModels.alerts.after(connection.position, {
          limit: PAGE_SIZE,
          ownerId,
        });
        const context = await this.#contextOf(page);
        this.#send(page, context, () => [connection]);
        const last = page.at(-1)?.number ?? connection.position;
        connection.position = page.length < PAGE_SIZE ? Math.max(end, last) : last;
        await connection.drained();
      }
    } finally {
      connection.isCatchingUp = false;
    }
  }

  async #relayAll(): Promise<void> {
    while (this.#hasNews) {
      this.#hasNews = false;
      const page = await this.#readModels.alerts.after(this.#relayedThrough, { limit: PAGE_SIZE });
      if (page.length === 0) continue;
      const context = this.#connections.size > 0 && (await this.#contextOf(page));
      // Nothing is awaited from here on: each connection receives these now, or when it catches up.
      if (context) this.#send(page, context, (alert) => this.#liveRecipients(alert));
      this.#relayedThrough = page.at(-1)!.number;
      if (page.length === PAGE_SIZE) this.#hasNews = true;
    }
  }

  /** The connections that may receive an alert and have not yet. */
  *#liveRecipients({ number, ownerId }: ListedAlert): Iterable<LiveConnection> {
    const owners = ownerId === undefined ? [] : this.#connections.ofUser(ownerId);
    for (const connection of [...owners, ...this.#connections.administrators]) {
      if (!connection.isCatchingUp && connection.position < number) yield connection;
    }
  }

  #send(
    alerts: readonly ListedAlert[],
    { marks, devices }: AlertContext,
    recipientsOf: (alert: ListedAlert) => Iterable<LiveConnection>,
  ): void {
    for (const alert of alerts) {
      const device = isBudgetAlert(alert) ? undefined : devices.get(alert.deviceId);
      for (const connection of recipientsOf(alert)) {
        const { actor: reader, alertSelection } = connection;
        if (!receivesAlert({ reader, alertSelection }, alert, device)) continue;
        const through = marks.get(reader.userId) ?? 0;
        connection.send(
          isBudgetAlert(alert)
            ? { type: 'budget-alert', alert: budgetRepresentationOf(alert, through) }
            : { type: 'alert', alert: representationOf(alert, { reader, device, through }) },
        );
        if (!connection.isCatchingUp) this.#onSentLive(connection, alert);
      }
    }
  }

  #onSentLive(connection: LiveConnection, { number, raisedAt }: ListedAlert): void {
    connection.position = number;
    this.#metrics.alertLag.observe((Date.now() - raisedAt) / 1_000);
  }

  /** Reads the devices last, so that their owners are current when the alerts are sent. */
  async #contextOf(alerts: readonly ListedAlert[]): Promise<AlertContext> {
    const owners = alerts.flatMap(({ ownerId }) => ownerId ?? []);
    const administrators = [...this.#connections.administrators].map(({ actor }) => actor.userId);
    const users = new Set([...owners, ...administrators]);
    const inboxes = await this.#readModels.alertInboxes.findAll([...users]);
    const newest = await this.#readModels.alerts.last();
    const deviceIds = new Set(hourAlerts(alerts).map(({ deviceId }) => deviceId));
    const devices = await this.#readModels.devices.findAll([...deviceIds]);
    return {
      marks: new Map(inboxes.map(({ id, through }) => [id, seenThrough(through, newest)])),
      devices: new Map(devices.map((device) => [device.id, device])),
    };
  }
}

function isReceiving({ isOpen, alertSelection }: LiveConnection): boolean {
  return isOpen && alertSelection !== 'none';
}
