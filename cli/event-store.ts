import type { OwnershipStore } from '@energy/accounts';
import type { EventStore } from '@energy/event-store';
import type { ReadModels } from '@energy/read-models';
import {
  type AheadProjection,
  EventsMissing,
  findAheadProjections,
  PROJECTIONS,
  rebuildProjection,
} from '@energy/read-models/projection';
import { Command } from 'commander';
import {
  logOf,
  otherProjections,
  withEventStore,
  withOwnershipStoreIfThere,
  withReadModels,
} from './engines.ts';
import { rebuildOwnershipIndex } from './projections/ownership-index.ts';
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
        withReadModels(terminal, (models) =>
          withOwnershipStoreIfThere(terminal, (index) =>
            acceptEnd({ store, models, index, yes, terminal }),
          ),
        ),
      ),
    );
  return eventStore;
}

interface AcceptEnd {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly index: OwnershipStore | undefined;
  readonly yes: boolean;
  readonly terminal: Terminal;
}

async function acceptEnd({ store, models, index, yes, terminal }: AcceptEnd): Promise<void> {
  const ahead = await findAheadProjections(models, store, otherProjections(index));
  if (ahead.length === 0) {
    terminal.info('The event store has all events of the read models: there is nothing to accept.');
    return;
  }
  const { message } = new EventsMissing(ahead, await store.head());
  terminal.info(`${message}.`);
  if (!yes && (await terminal.prompt(QUESTION)).trim() !== 'accept') {
    throw new InvalidOption('Nothing was changed.');
  }
  const options = {
    log: logOf(terminal),
    signal: terminal.interruptSignal(),
    onProgress: () => {},
  };
  // At once: each waits some seconds for the last reads of its replaced rows.
  await Promise.all(ahead.map(({ name }) => rebuildFromWhatIsLeft(name)));
  terminal.info('Commands and queries work again within a second.');

  async function rebuildFromWhatIsLeft(name: AheadProjection['name']): Promise<void> {
    const definition = PROJECTIONS.find((each) => each.name === name);
    if (definition) {
      const engines = { eventStore: store, readModels: models };
      await rebuildProjection(definition, engines, { ...options, restart: true, acceptEnd: true });
    } else if (index) await rebuildOwnershipIndex({ ...options, eventStore: store, store: index });
    terminal.info(`Rebuilt ${name} from the events that are left.`);
  }
}
