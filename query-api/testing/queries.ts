import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { type DeviceEvent, type DeviceRegistration, localHours } from '@energy/domain';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { createLogger, createMetrics } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';

export const HEAT_PUMP = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

/** When "now" is in these tests. */
export const NOW = Date.parse('2026-11-22T23:30:00Z');

const registration: DeviceRegistration = {
  description: 'Heat pump, cellar',
  address: 'Grote Markt 1, 1000 Brussels',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
};

type StoredDeviceEvent = Parameters<ReadModels['devices']['apply']>[0][number];

/** The app over a real read model in a folder of its own, which is filled through its own ports. */
export class Queries {
  readonly app: FastifyInstance;
  readonly readModels: ReadModels;
  readonly #folder: string;
  readonly #logged: string[];
  #position = 0;

  private constructor(app: FastifyInstance, readModels: ReadModels, folder: string, log: string[]) {
    this.app = app;
    this.readModels = readModels;
    this.#folder = folder;
    this.#logged = log;
  }

  static async start(replaced: Partial<ReadModels> = {}): Promise<Queries> {
    const folder = await mkdtemp(path.join(tmpdir(), 'query-api-'));
    const readModels = openReadModels(`sqlite:${path.join(folder, 'read-models.db')}`);
    const logged: string[] = [];
    const destination = new Writable({
      write(line: Buffer, _encoding, done) {
        logged.push(line.toString());
        done();
      },
    });
    const app = await buildApp({
      readModels: { ...readModels, ...replaced },
      log: createLogger('query-api', { level: 'info', format: 'json', destination }),
      metrics: createMetrics('query-api'),
      now: () => NOW,
    });
    return new Queries(app, readModels, folder, logged);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.readModels.close();
    await rm(this.#folder, { recursive: true });
  }

  /** What was logged so far, as it stands there. */
  get log(): string {
    return this.#logged.join('');
  }

  /** A device that was registered, by default the heat pump of Brussels. */
  async registered(id = HEAT_PUMP, data: Partial<DeviceRegistration> = {}): Promise<void> {
    await this.#happened(id, 0, {
      type: 'DeviceRegistered',
      data: { ...registration, ...data },
    });
  }

  async decommissioned(id: string, revision: number): Promise<void> {
    await this.#happened(id, revision, { type: 'DeviceDecommissioned', data: {} });
  }

  /** Readings of a device, in µWh, by the instant (ISO 8601) at which each was taken. */
  async measured(energies: Record<string, number>, id = HEAT_PUMP): Promise<void> {
    const device = await this.readModels.devices.find(id);
    const hours = localHours(device!.timeZone);
    const readings = Object.entries(energies).map(([instant, energy]) => {
      const at = Date.parse(instant);
      return { deviceId: id, at, hour: hours.startOf(at), energy };
    });
    await this.readModels.consumption.record(readings);
  }

  async get(url: string) {
    const response = await this.app.inject({ method: 'GET', url });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  /** The consumption of a device, which must have answered with 200. */
  async consumption(day: string, id = HEAT_PUMP) {
    const { status, body } = await this.get(`/api/devices/${id}/consumption?day=${day}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  }

  async #happened(id: string, revision: number, event: DeviceEvent): Promise<void> {
    const position = String(++this.#position).padStart(20, '0');
    const stored: StoredDeviceEvent = {
      ...event,
      id: randomUUID(),
      metadata: {
        actor: 'system',
        correlationId: randomUUID(),
        causationId: randomUUID(),
        schemaVersion: 1,
      },
      stream: `device-${id}`,
      revision,
      position,
      recordedAt: '2026-11-20T10:00:00.000Z',
    };
    await this.readModels.devices.apply([stored], position);
  }
}
