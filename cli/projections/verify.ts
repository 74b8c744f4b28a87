import { OWNERSHIP_INDEX } from '@energy/accounts';
import { DEVICE_STREAMS, dayText, kilowattHours } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import type {
  DayKey,
  EditedHour,
  HourEdits,
  HourKey,
  ReadModels,
  WrongDay,
  WrongHour,
} from '@energy/read-models';
import {
  type ProjectionDefinition,
  reviewEdits,
  type WrongEdits,
} from '@energy/read-models/projection';
import { RecordLost, VerificationFailed } from '../audit/failures.ts';
import { reportVerification, verify } from '../audit/verification.ts';
import { withEventStore, withOwnershipStore, withReadModels } from '../engines.ts';
import { counted, type Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import { verifyOwnershipIndex } from './ownership-index.ts';
import { DAILY_CONSUMPTION, HOURLY_CONSUMPTION, type Named } from './projection-name.ts';

/**
 * Compares every row with what its events, or its readings, add up to, and says which differ in what.
 *
 * @throws VerificationFailed where any does
 * @throws RecordLost where no reading is recorded though there are devices
 */
export async function verifyNamed(named: Named, json: boolean, terminal: Terminal): Promise<void> {
  if (named === HOURLY_CONSUMPTION) {
    await withEventStore(terminal, (store) =>
      withReadModels(terminal, async (models) => {
        await verifyHours({ models, store, json, terminal });
      }),
    );
  } else if (named === DAILY_CONSUMPTION) {
    await withReadModels(terminal, (models) => verifyDays(models, json, terminal));
  } else if (named === OWNERSHIP_INDEX) await verifyIndex(json, terminal);
  else await verifyRows(named, json, terminal);
}

async function verifyIndex(json: boolean, terminal: Terminal): Promise<void> {
  const verification = await withEventStore(terminal, (store) =>
    withOwnershipStore(terminal, (index) => verifyOwnershipIndex(store, index)),
  );
  const what = counted(verification.compared, 'row of the ownership index');
  reportVerification(verification, { rowName: OWNERSHIP_INDEX, what, json }, terminal);
}

async function verifyRows(
  definition: ProjectionDefinition,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const verification = await withEventStore(terminal, (store) =>
    withReadModels(terminal, (models) => verify(store, models, definition, undefined)),
  );
  const what = `${counted(verification.compared, 'row')} of ${definition.name}`;
  reportVerification(verification, { rowName: definition.name, what, json }, terminal);
}

interface HourVerification {
  readonly models: ReadModels;
  readonly store: EventStore;
  readonly json: boolean;
  readonly terminal: Terminal;
}

async function verifyHours(verification: HourVerification): Promise<void> {
  const { models, store, json, terminal } = verification;
  const { consumption } = models;
  const { review } = consumption;
  const through = await consumption.editPosition();
  const edited: EditedHour[] = [];
  let hours = 0;
  let dropped = 0;
  let wrong = 0;
  let after: HourKey | undefined;
  do {
    const reviewed = await review.next(after);
    for (const each of reviewed.wrong) {
      terminal.print(json ? JSON.stringify(wrongDocument(each)) : sentence(each, terminal));
    }
    hours += reviewed.hours;
    dropped += reviewed.dropped;
    wrong += reviewed.wrong.length;
    for (const each of reviewed.edited) edited.push(each);
    after = reviewed.end;
  } while (after !== undefined);
  const compared = hours - dropped;
  const what = counted(compared, 'hour');
  const recordStart = await consumption.recordStart();
  const decisions = await reviewEdits(store, consumption, { edited, through, recordStart });
  for (const each of decisions.wrong) {
    terminal.print(json ? JSON.stringify(wrongEditsDocument(each)) : editsSentence(each, terminal));
  }
  wrong += decisions.wrong.length;
  const start = recordStart === undefined ? null : new Date(recordStart).toISOString();
  if (json) {
    const record = start === null ? {} : { dropped, recordStart: start };
    terminal.print(JSON.stringify({ compared, differing: wrong, ...record }));
  }
  if (start !== null) {
    terminal.info(
      `The readings before ${start} were dropped: the totals of ${counted(dropped, 'hour')} have nothing to be compared ` +
        'with.',
    );
  }
  if (wrong > 0) {
    const source = decisions.hours > 0 ? 'readings and the decisions' : 'readings';
    throw new VerificationFailed(wrong, what, source);
  }
  terminal.info(`Compared ${what} with the readings: no differences.`);
  if (decisions.hours > 0) {
    terminal.info(
      `Compared the decisions about ${counted(decisions.hours, 'hour')} with their events: no differences.`,
    );
  }
  if (hours === 0) await refuseLostRecord(store);
}

async function verifyDays(
  { dailyConsumption: { review } }: ReadModels,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  let days = 0;
  let wrong = 0;
  let after: DayKey | undefined;
  do {
    const reviewed = await review.next(after);
    for (const each of reviewed.wrong) {
      terminal.print(json ? JSON.stringify(wrongDayDocument(each)) : daySentence(each));
    }
    days += reviewed.days;
    wrong += reviewed.wrong.length;
    after = reviewed.end?.key;
  } while (after !== undefined);
  const what = counted(days, 'day');
  if (json) terminal.print(JSON.stringify({ compared: days, differing: wrong }));
  if (wrong > 0) throw new VerificationFailed(wrong, what, 'hours');
  terminal.info(`Compared ${what} with the hours: no differences.`);
}

/** @throws RecordLost if the events know devices: readings are no projection, so nothing brings them back */
async function refuseLostRecord(store: EventStore): Promise<void> {
  const registrations = { prefixes: [DEVICE_STREAMS], types: ['DeviceRegistered'] };
  let devices = 0;
  for await (const _ of store.readAll(registrations)) devices++;
  if (devices > 0) throw new RecordLost(devices);
}

/** A wrong hour as programs get it: energies in kWh, the hour in ISO 8601 (UTC). */
function wrongDocument({ deviceId, hour, stored, computed }: WrongHour) {
  const sum = ({ total, readings }: WrongHour['stored']) => ({
    total: kilowattHours(total),
    readings,
  });
  return {
    deviceId,
    hour: new Date(hour).toISOString(),
    readModel: sum(stored),
    byReadings: sum(computed),
  };
}

function sentence(wrong: WrongHour, terminal: Terminal): string {
  const { deviceId, hour, readModel, byReadings } = wrongDocument(wrong);
  const problems = [
    ...(wrong.stored.total === wrong.computed.total
      ? []
      : [`total is ${readModel.total} kWh but by its readings ${byReadings.total} kWh`]),
    ...(readModel.readings === byReadings.readings
      ? []
      : [`readings are ${readModel.readings} but there are ${byReadings.readings}`]),
  ];
  return `${hourName(deviceId, hour, terminal)}: ${problems.join('; ')}.`;
}

/** Decisions of an hour as programs get them: energies in kWh, instants in ISO 8601 (UTC). */
function wrongEditsDocument({ deviceId, hour, stored, computed }: WrongEdits) {
  const instant = (offset: number) => new Date(hour + offset).toISOString();
  const document = (edits: HourEdits | undefined) =>
    edits
      ? {
          revision: edits.revision,
          decisions: Array.from(edits.verdicts, ([offset, { energy, counted: replacement }]) => ({
            at: instant(offset),
            energy: kilowattHours(energy),
            counts: replacement === undefined ? null : kilowattHours(replacement),
          })),
          estimates: Array.from(edits.estimates, ([offset, { length, energy }]) => ({
            from: instant(offset),
            to: instant(offset + length),
            energy: kilowattHours(energy),
          })),
        }
      : null;
  return {
    deviceId,
    hour: new Date(hour).toISOString(),
    readModel: document(stored),
    byEvents: document(computed),
  };
}

function editsSentence(wrong: WrongEdits, terminal: Terminal): string {
  const { deviceId, hour, readModel, byEvents } = wrongEditsDocument(wrong);
  const problems = (['decisions', 'estimates'] as const).flatMap((kind) => {
    const stored = readModel?.[kind] ?? [];
    const computed = byEvents?.[kind] ?? [];
    if (JSON.stringify(stored) === JSON.stringify(computed)) return [];
    if (stored.length === computed.length) return [`${kind} are not those of the events`];
    return [`${kind} are ${stored.length} but by the events ${computed.length}`];
  });
  const revision = `last decision is ${readModel?.revision ?? 'none'} but by the events ${byEvents?.revision ?? 'none'}`;
  return `${hourName(deviceId, hour, terminal)}: ${problems.length > 0 ? problems.join('; ') : revision}.`;
}

function hourName(deviceId: string, hour: string, terminal: Terminal): string {
  const when = localTime(hour, terminal).replace(/:00\.000/, '');
  return `${HOURLY_CONSUMPTION} ${deviceId}, hour ${when}`;
}

/** A wrong day as programs get it: energies in kWh, the day in the device's time zone. */
function wrongDayDocument({ deviceId, day, stored, computed }: WrongDay) {
  const sum = ({ total, ...counts }: WrongDay['stored']) => ({
    total: kilowattHours(total),
    ...counts,
  });
  return { deviceId, day: dayText(day), readModel: sum(stored), byHours: sum(computed) };
}

function daySentence(wrong: WrongDay): string {
  const { deviceId, day, readModel, byHours } = wrongDayDocument(wrong);
  const problems = [
    ...(wrong.stored.total === wrong.computed.total
      ? []
      : [`total is ${readModel.total} kWh but by its hours ${byHours.total} kWh`]),
    ...(['hours', 'readings'] as const)
      .filter((count) => readModel[count] !== byHours[count])
      .map((count) => `${count} are ${readModel[count]} but there are ${byHours[count]}`),
  ];
  return `${DAILY_CONSUMPTION} ${deviceId}, day ${day}: ${problems.join('; ')}.`;
}
