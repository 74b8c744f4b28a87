import { randomUUID } from 'node:crypto';
import {
  deviceDecider,
  deviceStream,
  type TariffCommand,
  tariffDecider,
  tariffInUse,
  tariffStream,
} from '@energy/domain';
import { type EventStore, foldStream, handleCommand } from '@energy/event-store';
import type { Tariff } from '@energy/read-models';
import { Command } from 'commander';
import { withEventStoreToAppend, withReadModels } from './engines.ts';
import { allTariffs, findTariffId } from './tariff-lookup.ts';
import { counted, type Terminal } from './terminal.ts';
import { deviceId } from './usage-error.ts';

const SYSTEM = { actor: 'system' } as const;

/** `energy tariffs create | publish | assign | retire | list` */
export function tariffsCommand(terminal: Terminal): Command {
  const tariffs = new Command('tariffs').description(
    'Creates tariffs, publishes their prices, and assigns them to devices.',
  );

  tariffs
    .command('create')
    .description('Creates a tariff without prices; prints its id.')
    .requiredOption('--name <text>', 'its name')
    .requiredOption('--currency <code>', 'the currency of its prices (ISO 4217), for good')
    .action((data: { name: string; currency: string }) =>
      withEventStoreToAppend(terminal, async (store) => {
        const id = randomUUID();
        await handle(store, id, { type: 'CreateTariff', data });
        terminal.print(id);
      }),
    );

  tariffs
    .command('publish')
    .description('Publishes the prices of a tariff from a day on, as the API takes them.')
    .argument('<tariff>', "the tariff's name or id")
    .requiredOption('--from <day>', 'the first local day, such as 2026-12-01')
    .requiredOption('--file <path>', 'a JSON file with `rates`, `schedule`, `taxPercent` and so on')
    .action(async (named: string, { from, file }: { from: string; file: string }) => {
      const { readVersion } = await import('./tariff-prices.ts');
      const version = await readVersion(file, from);
      const id = await findTariffId(named, terminal);
      await withEventStoreToAppend(terminal, async (store) => {
        const command = {
          type: 'PublishTariffVersion',
          data: { version, now: Date.now() },
        } as const;
        const events = await handle(store, id, command);
        terminal.info(events ? 'Published.' : 'Nothing changed: it was so before.');
      });
    });

  tariffs
    .command('assign')
    .description('Bills devices by a tariff from a local day of theirs on.')
    .argument('<tariff>', "the tariff's name or id; `none` for none")
    .argument('<devices...>', 'the ids of the devices')
    .requiredOption('--from <day>', 'the first local day, such as 2026-12-01')
    .action(async (named: string, devices: string[], { from }: { from: string }) => {
      const ids = devices.map(deviceId);
      const id = named === 'none' ? undefined : await findTariffId(named, terminal);
      await withEventStoreToAppend(terminal, (store) => assign(store, id, ids, from));
      terminal.info(`${counted(ids.length, 'device')} assigned.`);
    });

  tariffs
    .command('retire')
    .description('Retires a tariff for good, unless devices are billed by it.')
    .argument('<tariff>', "the tariff's name or id")
    .action(async (named: string) => {
      const id = await findTariffId(named, terminal);
      const isAssigned = await withReadModels(terminal, async ({ devices }) => {
        const page = await devices.list({ tariffId: id, limit: 1 });
        return page.devices.length > 0;
      });
      await withEventStoreToAppend(terminal, async (store) => {
        const events = await handle(store, id, { type: 'RetireTariff', data: { isAssigned } });
        terminal.info(events ? 'Retired.' : 'It was retired before.');
      });
    });

  tariffs
    .command('list')
    .description('Lists the tariffs, as the projector has them.')
    .option('--json', 'one JSON document a line')
    .action(async ({ json }: { json?: boolean }) => {
      for (const tariff of await allTariffs(terminal)) {
        terminal.print(json ? JSON.stringify(tariff) : line(tariff));
      }
    });
  return tariffs;
}

/** Nothing is appended before every device accepts. */
async function assign(
  store: EventStore,
  tariffId: string | undefined,
  ids: readonly string[],
  from: string,
): Promise<void> {
  const tariff = tariffId === undefined ? undefined : await tariffOf(store, tariffId);
  const data = { from, now: Date.now(), ...(tariff && { tariff }) };
  const command = { type: 'AssignTariff', data } as const;
  for (const id of ids) {
    const { state } = await foldStream(store, deviceStream(id), deviceDecider);
    deviceDecider.decide(command, state);
  }
  for (const id of ids) {
    await handleCommand({
      eventStore: store,
      decider: deviceDecider,
      stream: deviceStream(id),
      command,
      context: SYSTEM,
    });
  }
}

async function tariffOf(store: EventStore, id: string) {
  const { state } = await foldStream(store, tariffStream(id), tariffDecider);
  tariffInUse(state);
  return { id, state };
}

/** Resolves to how many events the command led to. */
async function handle(store: EventStore, id: string, command: TariffCommand): Promise<number> {
  const { events } = await handleCommand({
    eventStore: store,
    decider: tariffDecider,
    stream: tariffStream(id),
    command,
    context: SYSTEM,
  });
  return events.length;
}

function line({ id, name, currency, versions, retiredAt }: Tariff): string {
  const days = versions.map(({ validFrom }) => validFrom).join(', ') || 'no prices';
  return `${id}  ${currency}  ${name}  (${days}${retiredAt === undefined ? '' : ', retired'})`;
}
