import { setTimeout as sleep } from 'node:timers/promises';
import { type MeasurementPublisher, openMeasurementQueue } from '@energy/measurements';
import { silentLog } from '@energy/testing';
import { type Person, registerDevice } from '@energy/testing/api';
import type { Household } from './household.ts';
import { type HourlyReading, readingsOf, YEAR_DEVICES } from './year.ts';

const READINGS_PER_MESSAGE = 10_000;
const POLL_INTERVAL_MS = 200;
const TIMEOUT_MS = 60_000;

/** A device of a household with a year of readings. */
export interface DeviceOfYear {
  readonly id: string;
  readonly owner: Person;
  readonly timeZone: string;
  readonly description: string;
  readonly readings: readonly HourlyReading[];
}

export interface YearOptions {
  readonly household: Household;
  readonly administrator: Person;
  readonly env: NodeJS.ProcessEnv;
  /** End of the year: milliseconds since 1970. */
  readonly to: number;
}

/** Registers a household's large devices and sends a year of their readings, in a few messages. */
export async function sendYear(options: YearOptions): Promise<readonly DeviceOfYear[]> {
  const { household, administrator, env, to } = options;
  const { owner, timeZone, address } = household;
  const year = { from: household.yearAgo, to, timeZone };
  const queue = openQueue(env);
  try {
    return await Promise.all(
      YEAR_DEVICES.map(async (device) => {
        const { description, flow, limit } = device;
        const id = await registerDevice(administrator, owner, {
          description,
          address,
          timeZone,
          flow,
          maxHourlyConsumption: limit,
          intervalMinutes: 60,
        });
        const readings = readingsOf(device, year);
        await publish(queue, id, readings);
        return { id, owner, timeZone, description, readings };
      }),
    );
  } finally {
    await queue.close();
  }
}

/** Sends single readings of a device. */
export async function sendHourlyReadings(
  env: NodeJS.ProcessEnv,
  deviceId: string,
  readings: readonly HourlyReading[],
): Promise<void> {
  const queue = openQueue(env);
  await publish(queue, deviceId, readings).finally(() => queue.close());
}

/** Compares the months of a year with sums of the readings; resolves to a sentence for each that differs. */
export async function compareYear(
  device: DeviceOfYear,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const expected = sumsByMonth(device);
  for (;;) {
    const differences = await differencesOf(device, expected);
    if (differences.length === 0 || timeout.aborted) return differences;
    await sleep(POLL_INTERVAL_MS, undefined, { signal });
  }
}

/** The body of `GET /api/devices/{id}/consumption` by month, as far as it is compared. */
interface Months {
  readonly buckets: readonly { readonly from: string; readonly total: number | null }[];
}

async function differencesOf(
  { id, owner, description }: DeviceOfYear,
  expected: ReadonlyMap<string, number>,
): Promise<string[]> {
  const months = [...expected.keys()];
  const query = `from=${months[0]}-01&to=${lastDayOf(months.at(-1)!)}&by=month`;
  const path = `/devices/${id}/consumption?${query}`;
  const { buckets } = (await owner.api.request<Months>('GET', path)).body;
  const totals = new Map(buckets.map(({ from, total }) => [from.slice(0, 7), total]));
  return months.flatMap((month) => {
    const kWh = expected.get(month)! / 1_000;
    const total = totals.get(month) ?? null;
    return total === kWh ? [] : [`${description}, ${month}: ${total} kWh, but ${kWh} kWh is right`];
  });
}

/** Wh by local month, such as 2026-11. */
function sumsByMonth({ readings, timeZone }: DeviceOfYear): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [at, wh] of readings) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const month = local.toPlainDate().toPlainYearMonth().toString();
    sums.set(month, (sums.get(month) ?? 0) + wh);
  }
  return sums;
}

function lastDayOf(month: string): string {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  return `${month}-${daysInMonth}`;
}

async function publish(
  queue: MeasurementPublisher,
  deviceId: string,
  readings: readonly HourlyReading[],
): Promise<void> {
  const messages: Uint8Array[] = [];
  for (let from = 0; from < readings.length; from += READINGS_PER_MESSAGE) {
    const part = readings.slice(from, from + READINGS_PER_MESSAGE);
    const objects = part.map(([at, wh]) => ({
      timestamp: at,
      device_id: deviceId,
      measurement_value: wh / 1_000,
    }));
    messages.push(Buffer.from(JSON.stringify(objects)));
  }
  await queue.publish(messages);
}

function openQueue({ BROKER_URL }: NodeJS.ProcessEnv) {
  return openMeasurementQueue(BROKER_URL!, { log: silentLog });
}
