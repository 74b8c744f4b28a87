import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { type DeviceRegistration, localHours } from '@energy/domain';
import type { Role } from '@energy/http';
import { SignIn } from '@energy/http/testing';
import { type Device, openReadModels, type ReadModels, type User } from '@energy/read-models';
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

/** Who asks in these tests, where it doesn’t matter. */
export type Asking = Readonly<Record<string, string>>;

/** The app over a real read model in a folder of its own, which is filled through its own ports. */
export class Queries {
  readonly app: FastifyInstance;
  readonly readModels: ReadModels;
  readonly signIn: SignIn;
  readonly administrator: Asking;
  readonly #folder: string;
  readonly #logged: string[];
  #position = 0;

  private constructor(
    app: FastifyInstance,
    readModels: ReadModels,
    signIn: SignIn,
    folder: string,
    log: string[],
  ) {
    this.app = app;
    this.readModels = readModels;
    this.signIn = signIn;
    this.administrator = signIn.bearer('administrator');
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
    const signIn = new SignIn();
    const app = await buildApp({
      readModels: { ...readModels, ...replaced },
      access: { sessions: signIn, publicUrl: new URL('http://localhost:8080') },
      log: createLogger('query-api', { level: 'info', format: 'json', destination }),
      metrics: createMetrics('query-api'),
      now: () => NOW,
    });
    return new Queries(app, readModels, signIn, folder, logged);
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
  async registered(
    id = HEAT_PUMP,
    data: Partial<DeviceRegistration & Pick<Device, 'ownerId'>> = {},
  ): Promise<void> {
    await this.#stored({
      id,
      ...registration,
      ownerId: undefined,
      ...data,
      decommissionedAt: undefined,
      revision: 0,
    });
  }

  async decommissioned(id: string, revision: number): Promise<void> {
    const device = await this.readModels.devices.find(id);
    await this.#stored({
      ...device!,
      ownerId: undefined,
      decommissionedAt: '2026-11-20T10:00:00.000Z',
      revision,
    });
  }

  /** A user who was registered; resolves to the headers by which the user asks. */
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

  /** Asks; as an administrator unless somebody else is named. */
  async get(url: string, headers: Asking = this.administrator) {
    const response = await this.app.inject({ method: 'GET', url, headers });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  /** The consumption of a device, which must have answered with 200. */
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
