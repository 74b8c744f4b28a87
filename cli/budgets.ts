import { BudgetCommands } from '@energy/accounts';
import { budgetOf } from '@energy/read-models';
import { Command } from 'commander';
import { withEventStoreToAppend, withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { findUserId } from './user-lookup.ts';

const SYSTEM = { actor: 'system' } as const;

/** `energy budgets set | remove | list` */
export function budgetsCommand(terminal: Terminal): Command {
  const budgets = new Command('budgets').description(
    'Sets what clients want to spend in a month: they are alerted when the forecast reaches 80 % and 100 % of it.',
  );

  budgets
    .command('set')
    .description('Sets the budget of a client; it replaces an earlier one.')
    .argument('<client>', "the client's name or id")
    .requiredOption('--amount <amount>', 'the amount for a month, such as 120.50')
    .requiredOption('--currency <code>', "its currency (ISO 4217), that of the client's tariffs")
    .action(async (named: string, budget: { amount: string; currency: string }) => {
      const hasChanged = await withBudgets(named, (commands, id) =>
        commands.set(id, budget, SYSTEM),
      );
      terminal.info(hasChanged ? 'Set.' : 'Nothing changed: it was so before.');
    });

  budgets
    .command('remove')
    .description('Removes the budget of a client.')
    .argument('<client>', "the client's name or id")
    .action(async (named: string) => {
      const hasChanged = await withBudgets(named, (commands, id) => commands.remove(id, SYSTEM));
      terminal.info(hasChanged ? 'Removed.' : 'The client has no budget.');
    });

  budgets
    .command('list')
    .description('Lists the budgets, as the projector has them.')
    .option('--json', 'one JSON document a line')
    .action(({ json }: { json?: boolean }) =>
      withReadModels(terminal, async ({ budgets: rows, users }) => {
        for await (const row of rows.all()) {
          const budget = budgetOf(row);
          if (!budget) continue;
          const name = (await users.find(row.id))?.name ?? '';
          terminal.print(
            json
              ? JSON.stringify({ userId: row.id, name, ...budget })
              : `${row.id}  ${budget.amount} ${budget.currency} a month  ${name}`,
          );
        }
      }),
    );
  return budgets;

  /** Resolves to whether the command changed anything. */
  function withBudgets(
    named: string,
    work: (
      commands: BudgetCommands,
      id: string,
    ) => Promise<{ readonly events: readonly unknown[] }>,
  ): Promise<boolean> {
    return withReadModels(terminal, ({ devices }) =>
      withEventStoreToAppend(terminal, async (eventStore) => {
        const id = await findUserId(eventStore, named);
        const devicesOf = async (clientId: string) =>
          (await devices.everOwnedBy(clientId))
            .filter(({ ownerId }) => ownerId === clientId)
            .map((device) => device.id);
        const { events } = await work(new BudgetCommands({ eventStore, devicesOf }), id);
        return events.length > 0;
      }),
    );
  }
}
