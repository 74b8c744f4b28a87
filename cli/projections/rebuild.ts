import { hourOfKey } from '@energy/read-models';
import {
  type ProjectionDefinition,
  rebuildHours,
  rebuildProjection,
} from '@energy/read-models/projection';
import { logOf, withEventStore, withReadModels } from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import { Progress } from './progress.ts';
import { HOURLY_CONSUMPTION, type Named } from './projection-name.ts';

/** Somebody had enough of a rebuild before it was done. */
export class RebuildInterrupted extends Error {
  override readonly name = 'RebuildInterrupted';
}

/**
 * Rebuilds a projection, and says how far it has come.
 *
 * @throws RebuildInterrupted, EventsMissing
 */
export async function rebuild(named: Named, anew: boolean, terminal: Terminal): Promise<void> {
  const signal = terminal.interruptSignal();
  const options = { anew, signal, log: logOf(terminal) };
  try {
    if (named === HOURLY_CONSUMPTION) await addUpHours(options, terminal);
    else await replay(named, options, terminal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new RebuildInterrupted(
      'Interrupted: what is in use stays in use. The same command goes on from here.',
      { cause: error },
    );
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
            progress.say(`${events} events, ${rate}/s, up to ${localTime(through, terminal)}`);
          },
        },
      ),
    ),
  );
  const { name } = definition;
  terminal.info(
    `The rows of ${name} are built anew from ${events} events in ${progress.took}, and in use.`,
  );
}

async function addUpHours(options: Options, terminal: Terminal): Promise<void> {
  const progress = new Progress(terminal);
  const sum = { hours: 0, readings: 0, wrong: 0 };
  await withReadModels(terminal, ({ consumption }) =>
    rebuildHours(consumption.review, {
      ...options,
      onProgress: ({ hours, readings, wrong, end }) => {
        sum.hours += hours;
        sum.readings += readings;
        sum.wrong += wrong.length;
        const hour = new Date(hourOfKey(end!).hour).toISOString();
        progress.say(
          `${sum.readings} readings of ${sum.hours} hours, ${progress.rateOf(sum.readings)}/s, up to ` +
            `${localTime(hour, terminal)}; ${sum.wrong} were wrong`,
        );
      },
    }),
  );
  terminal.info(
    `The readings of ${sum.hours} hours are added up anew in ${progress.took}: ${sum.readings} readings; ` +
      `${sum.wrong} totals were wrong, and are right now.`,
  );
}
