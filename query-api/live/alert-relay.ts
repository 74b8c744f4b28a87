import { seenThrough } from '@energy/domain';
import type { Alert, Device, ReadModels } from '@energy/read-models';
import { representationOf } from '../routes/alerts/representation.ts';
import { hearsAlert, type WantedAlerts } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import type { LiveMeasures } from './measures.ts';

/** How many alerts are read at once. */
const PAGE = 200;

export interface AlertRelayOptions {
  readonly readModels: Pick<ReadModels, 'alerts' | 'alertInboxes' | 'devices'>;
  readonly connections: LiveConnections;
  readonly measures: LiveMeasures;
}

/** What telling alerts takes to know. */
interface Known {
  /** The number up to which each recipient has seen their alerts. */
  readonly marks: ReadonlyMap<string, number>;
  readonly devices: ReadonlyMap<string, Device>;
}

/**
 * Passes alerts on to whom they are for, once each and in order. What there is to pass on is read where
 * it is stored, after the number of the last one; a notice only says when to look.
 *
 * All methods throw EngineUnavailable while the read models are away; nothing is lost by that.
 */
export class AlertRelay {
  readonly #readModels: AlertRelayOptions['readModels'];
  readonly #connections: LiveConnections;
  readonly #measures: LiveMeasures;
  /** Every alert up to this number was passed on. */
  #passedOn = 0;
  #isToLookAgain = false;
  #passing: Promise<void> | undefined;

  constructor({ readModels, connections, measures }: AlertRelayOptions) {
    this.#readModels = readModels;
    this.#connections = connections;
    this.#measures = measures;
  }

  /** Begins behind the newest alert. To be awaited before anything else. */
  async start(): Promise<void> {
    this.#passedOn = await this.#readModels.alerts.last();
  }

  /** Passes on what is new, to every connection that doesn't have to catch up first. */
  passOn(): Promise<void> {
    this.#isToLookAgain = true;
    this.#passing ??= this.#passOnAll().finally(() => {
      this.#passing = undefined;
    });
    return this.#passing;
  }

  /**
   * The number after which a connection is to hear its alerts: the one that it names, or that of the
   * newest. A number that no alert has yet is of other data than these: it counts as the newest.
   */
  async startAfter(named: number | undefined): Promise<number> {
    const isAhead = named !== undefined && named > this.#passedOn;
    const newest = isAhead ? await this.#readModels.alerts.last() : this.#passedOn;
    return Math.min(named ?? newest, newest);
  }

  /** Lets a connection hear other alerts from now on, after what it missed of them. */
  want(connection: LiveConnection, wanted: WantedAlerts): Promise<void> {
    const isLive = connection.wanted !== 'none' && !connection.isCatchingUp;
    if (isLive) connection.position = Math.max(connection.position, this.#passedOn);
    connection.wanted = wanted;
    return this.catchUp(connection);
  }

  /** Tells a connection what it missed, as fast as it reads; after that it hears what comes live. */
  async catchUp(connection: LiveConnection): Promise<void> {
    if (connection.isCatchingUp) return;
    const { role, userId } = connection.actor;
    const ownerId = role === 'administrator' ? undefined : userId;
    connection.isCatchingUp = true;
    try {
      while (isHearing(connection) && connection.position < this.#passedOn) {
        const end = this.#passedOn;
        const page = await this.#readModels.alerts.after(connection.position, {
          limit: PAGE,
          ownerId,
        });
        const known = await this.#knownOf(page);
        this.#tell(page, known, () => [connection]);
        const last = page.at(-1)?.number ?? connection.position;
        connection.position = page.length < PAGE ? Math.max(end, last) : last;
        await connection.drained();
      }
    } finally {
      connection.isCatchingUp = false;
    }
  }

  async #passOnAll(): Promise<void> {
    while (this.#isToLookAgain) {
      this.#isToLookAgain = false;
      const page = await this.#readModels.alerts.after(this.#passedOn, { limit: PAGE });
      if (page.length === 0) continue;
      const known = this.#connections.size > 0 && (await this.#knownOf(page));
      // Nothing is awaited from here on: whoever connects is told these now, or catches up with them.
      if (known) this.#tell(page, known, (alert) => this.#liveListeners(alert));
      this.#passedOn = page.at(-1)!.number;
      if (page.length === PAGE) this.#isToLookAgain = true;
    }
  }

  /** Those whom an alert may be for and who were not told it. */
  *#liveListeners({ number, ownerId }: Alert): Iterable<LiveConnection> {
    const owners = ownerId === undefined ? [] : this.#connections.ofUser(ownerId);
    for (const connection of [...owners, ...this.#connections.administrators]) {
      if (!connection.isCatchingUp && connection.position < number) yield connection;
    }
  }

  #tell(
    alerts: readonly Alert[],
    { marks, devices }: Known,
    listenersOf: (alert: Alert) => Iterable<LiveConnection>,
  ): void {
    for (const alert of alerts) {
      const device = devices.get(alert.deviceId);
      for (const connection of listenersOf(alert)) {
        const { actor: reader, wanted } = connection;
        if (!hearsAlert(reader, wanted, alert, device)) continue;
        const through = marks.get(reader.userId) ?? 0;
        const shown = representationOf(alert, { reader, device, through });
        connection.send({ type: 'alert', alert: shown });
        if (!connection.isCatchingUp) this.#toldLive(connection, alert);
      }
    }
  }

  #toldLive(connection: LiveConnection, { number, raisedAt }: Alert): void {
    connection.position = number;
    this.#measures.alertLag.observe((Date.now() - raisedAt) / 1_000);
  }

  /** Who owns the devices is read last: it is to be so when the alerts are told. */
  async #knownOf(alerts: readonly Alert[]): Promise<Known> {
    const owners = alerts.flatMap(({ ownerId }) => ownerId ?? []);
    const administrators = [...this.#connections.administrators].map(({ actor }) => actor.userId);
    const users = new Set([...owners, ...administrators]);
    const inboxes = await this.#readModels.alertInboxes.findAll([...users]);
    const newest = await this.#readModels.alerts.last();
    const deviceIds = new Set(alerts.map(({ deviceId }) => deviceId));
    const devices = await this.#readModels.devices.findAll([...deviceIds]);
    return {
      marks: new Map(inboxes.map(({ id, through }) => [id, seenThrough(through, newest)])),
      devices: new Map(devices.map((device) => [device.id, device])),
    };
  }
}

function isHearing({ isOpen, wanted }: LiveConnection): boolean {
  return isOpen && wanted !== 'none';
}
