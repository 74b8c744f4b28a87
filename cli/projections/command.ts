import { Command, Option } from 'commander';
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
    'Lists, rebuilds and verifies the read models that are projected from events and readings.',
  );

  projections
    .command('list')
    .description('Lists the projections: version, generation, lag, and the progress of a rebuild.')
    .option('--json', 'one JSON document a line, times in UTC')
    .action(({ json }: JsonOption) => listProjections(terminal, json === true));

  projections
    .command('rebuild')
    .description(
      'Rebuilds a projection beside the one in use, and swaps it in; the platform keeps working. ' +
        'Continues an interrupted rebuild. The ownership index is thrown away and built from the first event: commands that ' +
        'need it are answered with 503 until then.',
    )
    .argument('<name>', 'the name of the projection; see list', projectionNamed)
    .option(
      '--restart',
      'starts again at the first event, and does not continue an interrupted rebuild',
    )
    .addOption(new Option('--anew', 'as --restart').hideHelp())
    .action((named: Named, { restart, anew }: { restart?: boolean; anew?: boolean }) =>
      rebuild(named, restart === true || anew === true, terminal),
    );

  projections
    .command('verify')
    .description(
      'Replays the events, or sums up the readings, and lists the rows that differ and their fields.',
    )
    .argument('<name>', 'the name of the projection; see list', projectionNamed)
    .option('--json', 'one JSON document a line for each row that differs')
    .action((named: Named, { json }: JsonOption) => verifyNamed(named, json === true, terminal));
  return projections;
}
