import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { listProjections } from './list.ts';
import { type Named, projectionNamed } from './projection-name.ts';
import { rebuild } from './rebuild.ts';
import { verifyNamed } from './verify.ts';

interface JsonOption {
  json?: boolean;
}

/** `energy projections list | rebuild | verify` */
export function projectionsCommand(terminal: Terminal): Command {
  const projections = new Command('projections').description(
    'Shows the read models that are projected from events and readings, builds them anew, or compares them.',
  );

  projections
    .command('list')
    .description(
      'Lists them: version and generation, how far each has come, and what is being built.',
    )
    .option('--json', 'one JSON document a line, times in UTC')
    .action(({ json }: JsonOption) => listProjections(terminal, json === true));

  projections
    .command('rebuild')
    .description(
      'Builds one anew beside the one in use and puts it in its place, while everything goes on. ' +
        'Where that was interrupted, it goes on.',
    )
    .argument('<name>', 'which one; list shows the names', projectionNamed)
    .option('--anew', 'does not go on where an earlier rebuild was interrupted')
    .action((named: Named, { anew }: { anew?: boolean }) =>
      rebuild(named, anew === true, terminal),
    );

  projections
    .command('verify')
    .description(
      'Replays the events, or adds the readings up, and compares: says which rows differ, and in what.',
    )
    .argument('<name>', 'which one; list shows the names', projectionNamed)
    .option('--json', 'one JSON document a line for each row that differs')
    .action((named: Named, { json }: JsonOption) => verifyNamed(named, json === true, terminal));
  return projections;
}
