import { type AccessOptions, createHttpApi, Device, User } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import { type Metrics, sentenceOf } from '@energy/service';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { addEnergyPosition } from './plugins/energy-position.ts';
import { getConsumption } from './routes/devices/consumption.ts';
import { getDevice } from './routes/devices/device.ts';
import { listDevices } from './routes/devices/list.ts';
import { getSession } from './routes/session/session.ts';
import { listUsers } from './routes/users/list.ts';
import { getUser } from './routes/users/user.ts';

export interface AppOptions {
  readonly readModels: ReadModels;
  /** Whose tokens are believed, and where browsers reach the platform. */
  readonly access: Pick<AccessOptions, 'sessions' | 'publicUrl'>;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** The present instant, in milliseconds since 1970: decides what today is. */
  readonly now?: () => number;
}

const description = {
  title: 'Energy platform: queries',
  description:
    'Users, devices and what they consume. Energies are in kWh, instants in ISO 8601 UTC, days are ' +
    'those of the device’s time zone. Whatever can’t be answered is told as problem details ' +
    '(RFC 9457), whose `type` is stable.',
  tags: [
    { name: 'session', description: 'Who is signed in.' },
    { name: 'users', description: 'User accounts.' },
    { name: 'devices', description: 'Devices and their consumption.' },
  ],
};

/** The query side of the API over its read models. It listens nowhere until it is told to. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { readModels, access, log, metrics, now = Date.now } = options;
  const app = await createHttpApi({
    log,
    metrics,
    readiness: () => readinessOf(readModels),
    description,
    access: {
      ...access,
      ownerOfDevice: async (id) => (await readModels.devices.find(id))?.ownerId,
    },
    bodyLimit: 1_024,
    numbersFromText: true,
  });
  addEnergyPosition(app, readModels);
  for (const schema of [Device, User]) app.addSchema(schema);
  getSession(app, readModels.users);
  listUsers(app, readModels.users);
  getUser(app, readModels.users);
  listDevices(app, readModels.devices);
  getDevice(app, readModels.devices);
  getConsumption(app, readModels, now);
  return app;
}

async function readinessOf(readModels: ReadModels): Promise<Record<string, string>> {
  try {
    await readModels.position();
    return {};
  } catch (error) {
    return { 'read models': sentenceOf(error) };
  }
}
