import { deviceStream } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import { type Alert, hourAlerts, type ReadModels } from '@energy/read-models';
import { LIMIT_KWH, type PlannedDevice, type PlannedReading } from './plan.ts';
import type { SimulatedBroker } from './simulated-broker.ts';

const HOUR_MS = 3_600_000;
const LIMIT = BigInt(LIMIT_KWH * 1e9);
const MAX_ALERTS = 1_000;

export interface Shown {
  readonly eventStore: EventStore;
  readonly models: ReadModels;
  readonly broker: SimulatedBroker;
}

/** Compares what is stored with what was sent; resolves to a line for each deviation. */
export async function findDeviations(
  devices: readonly PlannedDevice[],
  shown: Shown,
): Promise<string[]> {
  const alerts = hourAlerts(await shown.models.alerts.list({ limit: MAX_ALERTS }));
  const deviations: string[] = [];
  for (const device of devices) {
    deviations.push(...(await deviationsOfDevice(device, shown)));
    deviations.push(...(await deviationsOfHours(device, shown, alerts)));
  }
  deviations.push(...unpublished(alerts, shown.broker), ...deviationsOfRejected(devices, shown));
  return deviations;
}

async function deviationsOfDevice(
  { id, ownerId, descriptions }: PlannedDevice,
  { eventStore, models }: Shown,
): Promise<string[]> {
  const deviations: string[] = [];
  const row = await models.devices.find(id);
  const description = descriptions.at(-1);
  if (row?.description !== description || row?.ownerId !== ownerId) {
    deviations.push(`device ${id} is shown as ${JSON.stringify(row)}`);
  }
  const events: string[] = [];
  for await (const { type } of eventStore.readStream(deviceStream(id))) events.push(type);
  const expected = 1 + descriptions.length;
  if (events.length !== expected) {
    deviations.push(`device ${id} has ${events.length} events instead of ${expected}: ${events}`);
  }
  return deviations;
}

async function deviationsOfHours(
  { id, ownerId, readings }: PlannedDevice,
  { models }: Shown,
  alerts: readonly Alert[],
): Promise<string[]> {
  const deviations: string[] = [];
  const byHour = Map.groupBy(readings, ({ at }) => Math.floor(at / HOUR_MS) * HOUR_MS);
  const hours = await models.consumption.hours(id, [...byHour.keys()]);
  for (const [hour, sent] of byHour) {
    const byReading = Map.groupBy(sent, ({ at }) => at);
    const total = sumOf(byReading, (values) => values.at(-1)!);
    // A batch that comes again brings older values back until its corrections are recorded again.
    const maxTotal = sumOf(byReading, (values) => Math.max(...values));
    const name = `hour ${new Date(hour).toISOString()} of ${id}`;
    const stored = hours.find((each) => each.hour === hour)?.total;
    if (stored !== total) deviations.push(`${name}: ${stored} µWh instead of ${total}`);
    const raised = alerts.filter((alert) => alert.deviceId === id && alert.hour === hour);
    if (raised.length > 1) deviations.push(`${name}: ${raised.length} alerts`);
    if (total > LIMIT && raised.length === 0) deviations.push(`${name}: no alert`);
    if (maxTotal <= LIMIT && raised.length > 0) {
      deviations.push(`${name}: an alert, but its total never exceeded the limit`);
    }
    for (const alert of raised) {
      if (alert.total !== total)
        deviations.push(`${name}: its alert has a total of ${alert.total}`);
      // A projector that was suspended may know the device without its owner yet.
      if ((alert.ownerId ?? ownerId) !== ownerId)
        deviations.push(`${name}: its alert is for ${alert.ownerId}`);
    }
  }
  return deviations;
}

function sumOf(
  byReading: ReadonlyMap<number, readonly PlannedReading[]>,
  pick: (values: readonly number[]) => number,
): bigint {
  let sum = 0;
  for (const sent of byReading.values()) sum += pick(sent.map((each) => each.microWattHours));
  return BigInt(sum);
}

function unpublished(alerts: readonly Alert[], { notices }: SimulatedBroker): string[] {
  const published = new Set(
    notices.map((notice) => (notice.type === 'AlertRaised' ? notice.number : undefined)),
  );
  return alerts
    .filter(({ number }) => !published.has(number))
    .map(({ number }) => `alert ${number} was never published`);
}

/** Every stray message is a dead letter, and nothing else is. */
function deviationsOfRejected(
  devices: readonly PlannedDevice[],
  { broker: { rejected } }: Shown,
): string[] {
  const strays = devices.reduce((sum, device) => sum + device.strays, 0);
  const unknown = rejected.filter(({ reason }) => reason === 'device-unknown');
  const others = rejected.filter(({ reason }) => reason !== 'device-unknown');
  return [
    ...others.map(({ reason, detail }) => `a reading was rejected: ${reason}: ${detail}`),
    ...(unknown.length === strays
      ? []
      : [`${unknown.length} readings of unknown devices were rejected instead of ${strays}`]),
  ];
}
