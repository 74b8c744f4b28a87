import { isUtf8 } from 'node:buffer';
import type { DeadLetter } from '@energy/measurements';
import { Command } from 'commander';
import { withQueue } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { count } from './usage-error.ts';

interface ReasonOption {
  reason?: string;
}

/** `energy dead-letters list | replay | purge` */
export function deadLettersCommand(terminal: Terminal): Command {
  const deadLetters = new Command('dead-letters').description(
    'Shows the measurements that could not be recorded, sends them again, or deletes them.',
  );

  deadLetters
    .command('list')
    .description('Lists the oldest dead letters with their reasons; they stay where they are.')
    .option('--limit <n>', 'how many at the most', count('The limit', 100_000), 20)
    .option('--json', 'one JSON document a line; bodies that are no UTF-8 in base64')
    .action((options: { limit: number; json?: boolean }) =>
      withQueue(terminal, async (queue) => {
        const letters = await queue.deadLetters.list(options.limit);
        for (const letter of letters) terminal.out(options.json ? json(letter) : line(letter));
        const all = await queue.deadLetters.count();
        terminal.say(`${letters.length} of ${all} dead letters.`);
      }),
    );

  deadLetters
    .command('replay')
    .description('Sends dead letters to the queue again.')
    .option('--reason <code>', 'only those of this reason')
    .action(({ reason }: ReasonOption) =>
      withQueue(terminal, async (queue) => {
        terminal.say(`Sent ${await queue.deadLetters.replay(reason)} dead letters again.`);
      }),
    );

  deadLetters
    .command('purge')
    .description('Deletes dead letters for ever.')
    .option('--reason <code>', 'only those of this reason')
    .action(({ reason }: ReasonOption) =>
      withQueue(terminal, async (queue) => {
        terminal.say(`Deleted ${await queue.deadLetters.purge(reason)} dead letters.`);
      }),
    );
  return deadLetters;
}

function line({ rejectedAt, reason, detail }: DeadLetter): string {
  return `${rejectedAt}  ${reason}  ${detail}`;
}

function json({ rejectedAt, reason, detail, body }: DeadLetter): string {
  const bytes = Buffer.from(body);
  const text = isUtf8(bytes)
    ? { body: bytes.toString() }
    : { bodyBase64: bytes.toString('base64') };
  return JSON.stringify({ rejectedAt, reason, detail, ...text });
}
