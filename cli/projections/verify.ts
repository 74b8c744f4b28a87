import { kilowattHours } from '@energy/domain';
import type { HourKey, ReadModels, WrongHour } from '@energy/read-models';
import type { ProjectionDefinition } from '@energy/read-models/projection';
import { Disagreement } from '../audit/disagreement.ts';
import { verify } from '../audit/verification.ts';
import { withEventStore, withReadModels } from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import { HOURLY_CONSUMPTION, type Named } from './projection-name.ts';

/**
 * Compares every row with what its events, or its readings, add up to, and says which differ in what.
 *
 * @throws Disagreement where any does
 */
export async function verifyNamed(named: Named, json: boolean, terminal: Terminal): Promise<void> {
  if (named === HOURLY_CONSUMPTION) {
    await withReadModels(terminal, (models) => verifyHours(models, json, terminal));
  } else await verifyRows(named, json, terminal);
}

async function verifyRows(
  definition: ProjectionDefinition,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const { compared, discrepancies, isBehind } = await withEventStore(terminal, (store) =>
    withReadModels(terminal, (models) => verify(store, models, definition, undefined)),
  );
  if (isBehind) terminal.say('The read model has yet to come to the newest events.');
  for (const discrepancy of discrepancies) {
    const { id, problem } = discrepancy;
    terminal.out(json ? JSON.stringify(discrepancy) : `${definition.name} ${id}: ${problem}.`);
  }
  const what = `${compared} rows of ${definition.name}`;
  if (discrepancies.length > 0) throw new Disagreement(discrepancies.length, what);
  terminal.say(`Of ${what}, the read model has what the events add up to.`);
}

async function verifyHours(
  { consumption: { review } }: ReadModels,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  let [hours, wrong, after] = [0, 0, undefined as HourKey | undefined];
  do {
    const reviewed = await review.next(after);
    for (const each of reviewed.wrong) {
      terminal.out(json ? JSON.stringify(wrongDocument(each)) : sentence(each, terminal));
    }
    hours += reviewed.hours;
    wrong += reviewed.wrong.length;
    after = reviewed.end;
  } while (after !== undefined);
  const what = `${hours} hours`;
  if (wrong > 0) throw new Disagreement(wrong, what, 'their readings');
  terminal.say(`Of ${what}, the read model has what their readings add up to.`);
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
  const when = localTime(hour, terminal).replace(/:00\.000/, '');
  return `${HOURLY_CONSUMPTION} ${deviceId}, hour ${when}: ${problems.join('; ')}.`;
}
