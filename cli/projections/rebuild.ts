import { OWNERSHIP_INDEX } from '@energy/accounts';
import { dayText } from '@energy/domain';
import type { EditedHour } from '@energy/read-models';
import {
  editHoursAgain,
  type ProjectionDefinition,
  rebuildDays,
  rebuildHours,
  rebuildProjection,
} from '@energy/read-models/projection';
import { logOf, withEventStore, withOwnershipStore, withReadModels } from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import { expectEventsOfIndex, rebuildOwnershipIndex } from './ownership-index.ts';
import { Progress } from './progress.ts';
import { DAILY_CONSUMPTION, HOURLY_CONSUMPTION, type Named } from './projection-name.ts';

/** Somebody had enough of a rebuild before it was done. */
export class RebuildInterrupted extends Error {
  override readonly name = 'RebuildInterrupted';
}

/**
 * Rebuilds a projection, and shows its progress.
 *
 * @throws RebuildInterrupted, EventsMissing
 */
export async function rebuild(named: Named, restart: boolean, terminal: Terminal): Promise<void> {
  const signal = terminal.interruptSignal();
  const options = { restart, signal, log: logOf(terminal) };
  try {
    if (named === HOURLY_CONSUMPTION) await rebuildTotals(options, terminal);
    else if (named === DAILY_CONSUMPTION) await rebuildDayTotals(options, terminal);
    else if (named === OWNERSHIP_INDEX) await rebuildIndex(options, terminal);
    else await replay(named, options, terminal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const consequence =
      named === OWNERSHIP_INDEX
        ? 'command-api continues to build the index, and answers commands that need it with 503 until then.'
        : 'the projection in use is unchanged. Run the same command to continue.';
    throw new RebuildInterrupted(`Interrupted: ${consequence}`, { cause: error });
  }
}

type Options = Omit<Parameters<typeof rebuildHours>[1], 'onProgress'>;

async function replay(
  definition: ProjectionDefinition,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const progress = new Progress(terminal);
  let events = 0;
  await withEventStore(terminal, (eventStore) =>
    withReadModels(terminal, (readModels) =>
      rebuildProjection(
        definition,
        { eventStore, readModels },
        {
          ...options,
          onProgress: ({ events: projected, through }) => {
            events = projected;
            const rate = progress.rateOf(events);
            progress.show(`${events} events, ${rate}/s, up to ${localTime(through, terminal)}`);
          },
        },
      ),
    ),
  );
  const { name } = definition;
  terminal.info(
    `Rebuilt ${name} from ${events} events in ${progress.took}; the new rows are in use.`,
  );
}

async function rebuildIndex({ signal, log }: Options, terminal: Terminal): Promise<void> {
  const progress = new Progress(terminal);
  await withEventStore(terminal, (eventStore) =>
    withOwnershipStore(terminal, async (store) => {
      await expectEventsOfIndex(eventStore, store);
      const onProgress = (sentence: string) => progress.show(sentence);
      await rebuildOwnershipIndex({ eventStore, store, log, signal, onProgress });
    }),
  );
  signal.throwIfAborted();
  terminal.info(`Rebuilt the ownership index in ${progress.took}.`);
}

async function rebuildTotals(options: Options, terminal: Terminal): Promise<void> {
  const progress = new Progress(terminal);
  const sum = { hours: 0, readings: 0, wrong: 0 };
  const found: EditedHour[] = [];
  await withReadModels(terminal, ({ consumption }) =>
    rebuildHours(consumption.review, {
      ...options,
      onProgress: ({ hours, readings, wrongCount, edited, through }) => {
        found.push(...edited);
        sum.hours += hours;
        sum.readings += readings;
        sum.wrong += wrongCount;
        const hour = new Date(through!).toISOString();
        progress.show(
          `${sum.readings} readings of ${sum.hours} hours, ${progress.rateOf(sum.readings)}/s, up to ` +
            `${localTime(hour, terminal)}; ${sum.wrong} were wrong`,
        );
      },
    }),
  );
  const mended = await withEventStore(terminal, (store) =>
    withReadModels(terminal, ({ consumption }) => editHoursAgain(store, consumption, found)),
  );
  if (mended > 0) terminal.info(`Applied the decisions about readings of ${mended} hours again.`);
  terminal.info(
    `Rebuilt the totals of ${sum.hours} hours from ${sum.readings} readings in ${progress.took}; ` +
      `${sum.wrong} totals were wrong, and are corrected.`,
  );
}

async function rebuildDayTotals(options: Options, terminal: Terminal): Promise<void> {
  const progress = new Progress(terminal);
  const sum = { days: 0, wrong: 0 };
  await withReadModels(terminal, ({ dailyConsumption }) =>
    rebuildDays(dailyConsumption.review, {
      ...options,
      onProgress: ({ days, wrong, end }) => {
        sum.days += days;
        sum.wrong += wrong.length;
        const reached = end ? `, up to ${dayText(end.day)}` : '';
        progress.show(
          `${sum.days} days of devices, ${progress.rateOf(sum.days)}/s${reached}; ${sum.wrong} were wrong`,
        );
      },
    }),
  );
  terminal.info(
    `Rebuilt ${sum.days} days of devices from their hours in ${progress.took}; ${sum.wrong} were wrong, and are ` +
      'corrected.',
  );
}
