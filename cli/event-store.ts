import type { EventStore } from '@energy/event-store';
import type { ReadModels } from '@energy/read-models';
import {
  type AheadProjection,
  EventsMissing,
  findAheadProjections,
  rebuildProjection,
} from '@energy/read-models/projection';
import { Command } from 'commander';
import { logOf, withEventStore, withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { InvalidOption } from './usage-error.ts';

const QUESTION = 'Type "accept" to continue without these events for good: ';

/** `energy event-store accept-end` */
export function eventStoreCommand(terminal: Terminal): Command {
  const eventStore = new Command('event-store').description(
    'Decides what happens when the event store has lost events.',
  );
  eventStore
    .command('accept-end')
    .description(
      'Accepts that the event store has lost its newest events for good: rebuilds the read models from the ' +
        'events that are left, so that commands and queries work again. Restore a backup instead if there ' +
        'is one that has these events.',
    )
    .option('--yes', 'skips the confirmation')
    .action(({ yes = false }: { yes?: boolean }) =>
      withEventStore(terminal, (store) =>
        withReadModels(terminal, (models) => acceptEnd({ store, models, yes, terminal })),
      ),
    );
  return eventStore;
}

interface AcceptEnd {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly yes: boolean;
  readonly terminal: Terminal;
}

async function acceptEnd({ store, models, yes, terminal }: AcceptEnd): Promise<void> {
  const ahead = await findAheadProjections(models, store);
  if (ahead.length === 0) {
    terminal.info('The event store has all events of the read models: there is nothing to accept.');
    return;
  }
  const { message } = new EventsMissing(ahead, await store.head());
  terminal.info(`${message}.`);
  if (!yes && (await terminal.prompt(QUESTION)).trim() !== 'accept') {
    throw new InvalidOption('Nothing was changed.');
  }
  for (const { definition } of ahead) await rebuildFromWhatIsLeft(definition);
  terminal.info('Commands and queries work again within a second.');

  async function rebuildFromWhatIsLeft(definition: AheadProjection['definition']): Promise<void> {
    await rebuildProjection(
      definition,
      { eventStore: store, readModels: models },
      {
        restart: true,
        acceptEnd: true,
        log: logOf(terminal),
        signal: terminal.interruptSignal(),
        onProgress: () => {},
      },
    );
    terminal.info(`Rebuilt ${definition.name} from the events that are left.`);
  }
}
