import { ReadingCommands, type ReadingReview } from '@energy/accounts';
import { ESTIMATION_METHODS, type EstimationMethod } from '@energy/domain';
import { readingRecord } from '@energy/read-models';
import { Command, Option } from 'commander';
import { withEventStoreToAppend, withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { typedInstant } from './time.ts';
import { decimal, deviceId } from './usage-error.ts';

interface ReviewOptions {
  at: string;
  energy: number;
  replacement?: number;
  reason: string;
}

interface EstimateOptions {
  from: string;
  to: string;
  method: EstimationMethod;
  reason: string;
}

const DESCRIPTIONS = {
  accept: 'Counts a suspect reading.',
  reject: 'Counts a reading no longer.',
  replace: 'Counts another energy in place of a reading.',
} as const satisfies Record<ReadingReview['decision'], string>;

/** `energy readings accept | reject | replace | estimate` */
export function readingsCommand(terminal: Terminal): Command {
  const readings = new Command('readings').description(
    'Decides about readings of devices, and estimates those that are missing.',
  );
  const instant = (text: string) => typedInstant(text, terminal).epochMilliseconds;
  const withCommands = (work: (commands: ReadingCommands) => Promise<unknown>) =>
    withEventStoreToAppend(terminal, (store) =>
      withReadModels(terminal, async ({ consumption }) => {
        await work(new ReadingCommands(store, readingRecord(consumption)));
        terminal.info('Decided.');
      }),
    );

  for (const [decision, text] of Object.entries(DESCRIPTIONS)) {
    const command = readings
      .command(decision)
      .description(text)
      .argument('<device>', 'the id of the device', deviceId)
      .requiredOption('--at <time>', 'the timestamp of the reading, like 2026-11-22T13:00Z')
      .requiredOption('--energy <kWh>', 'the energy of the reading', decimal('The energy'))
      .requiredOption('--reason <text>', 'why');
    if (decision === 'replace') {
      command.requiredOption(
        '--replacement <kWh>',
        'the energy that counts',
        decimal('The replacement'),
      );
    }
    command.action((id: string, { at, ...options }: ReviewOptions) => {
      const review = { ...options, decision: decision as ReadingReview['decision'] };
      return withCommands((commands) =>
        commands.review(id, { ...review, at: instant(at) }, { actor: 'system' }),
      );
    });
  }

  readings
    .command('estimate')
    .description('Estimates the missing readings of some hours; a reading replaces its estimate.')
    .argument('<device>', 'the id of the device', deviceId)
    .requiredOption('--from <time>', 'the start of the first hour')
    .requiredOption('--to <time>', 'the end of the last hour')
    .addOption(
      new Option('--method <method>', 'a line between the readings around it, or earlier weeks')
        .choices(ESTIMATION_METHODS)
        .default('linear'),
    )
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { from, to, method, reason }: EstimateOptions) =>
      withCommands((commands) =>
        commands.estimate(
          id,
          { from: instant(from), to: instant(to), method, reason },
          { actor: 'system' },
        ),
      ),
    );
  return readings;
}
