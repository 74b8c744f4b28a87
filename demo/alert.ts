import { type LiveConnection, type Person, registerDevice } from '@energy/testing/api';
import type { Household } from './household.ts';
import { sendHourlyReadings } from './year-history.ts';

const TIMEOUT_MS = 20_000;
/** In kWh: the kettle boils too often. */
const KETTLE_LIMIT = 0.5;
const BOILED_WH = 620;

export interface AlertOptions {
  readonly administrator: Person;
  /** The first owner's device exceeds its limit; the second owner must not be notified. */
  readonly households: readonly [Household, Household, ...Household[]];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Has the running hour of a new device exceed its limit, while its owner and another client listen as
 * their browsers would.
 *
 * @returns the exit code: 1 if the other client was notified too
 * @throws Error if the owner is not notified
 */
export async function showAlert(options: AlertOptions): Promise<number> {
  const [{ owner }, { owner: other }] = options.households;
  const [ownFeed, otherFeed] = await Promise.all([owner.api.live(), other.api.live()]);
  try {
    const deviceId = await exceedLimit(options);
    await hearOf(deviceId, owner, ownFeed, options.signal);
    return await isNotTold(other, otherFeed, deviceId, options.signal);
  } finally {
    ownFeed.close();
    otherFeed.close();
  }
}

/** Resolves to the device whose meter has sent what exceeds its limit. */
async function exceedLimit({ administrator, households, env }: AlertOptions) {
  const [{ owner, timeZone }] = households;
  const deviceId = await registerDevice(administrator, owner, {
    description: 'Kettle, kitchen',
    address: 'Rue de la Loi 16',
    maxHourlyConsumption: KETTLE_LIMIT,
    timeZone,
  });
  await sendHourlyReadings(env, deviceId, [[Date.now(), BOILED_WH]]);
  return deviceId;
}

async function hearOf(
  deviceId: string,
  owner: Person,
  live: LiveConnection,
  stopping: AbortSignal,
) {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  const { alert } = await live.waitFor((frame) => frame.alert?.deviceId === deviceId, signal);
  const { description, label, limit } = alert!;
  console.log(
    `${owner.name} is notified at once: “${description}” exceeds its limit of ${limit} kWh in the hour of ${label}.`,
  );
}

/** Another's device is not found, like one that does not exist, and its alerts are not delivered. */
async function isNotTold(
  other: Person,
  live: LiveConnection,
  deviceId: string,
  stopping: AbortSignal,
): Promise<number> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  live.send({ type: 'watch', deviceIds: [deviceId] });
  await live.waitFor(({ code }) => code === 'device-not-found', signal);
  const { alerts } = (
    await other.api.request<{ alerts: readonly { deviceId: string }[] }>('GET', '/alerts')
  ).body;
  const received = [...alerts, ...live.frames.flatMap(({ alert }) => alert ?? [])];
  if (received.some((alert) => alert.deviceId === deviceId)) {
    console.log(`${other.name} received another client's alert.`);
    return 1;
  }
  console.log(`${other.name} receives no alert.`);
  return 0;
}
