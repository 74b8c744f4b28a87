import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { InvalidOption } from '../usage-error.ts';
import { backUp, verifyBackup } from './backup.ts';
import { BackupFailure } from './failure.ts';
import type { Manifest } from './manifest.ts';
import { storesOf } from './stores.ts';

/** `energy backup` */
export function backupCommand(terminal: Terminal): Command {
  return new Command('backup')
    .description(
      'Copies the embedded stores into a new folder while the platform runs, and checks the copies. ' +
        'The folder holds passwords’ hashes and the keys that sign tokens.',
    )
    .argument('<directory>', 'the folder; it must not be there yet')
    .option('--verify', 'only checks that the backup in the folder is whole')
    .action(async (directory: string, { verify }: { verify?: boolean }) => {
      const manifest = verify
        ? await verifyBackup(directory)
        : await backUpEmbedded(directory, terminal);
      for (const line of linesOf(manifest)) terminal.print(line);
      terminal.info(
        verify
          ? `The backup in ${directory} is whole.`
          : `Backed up to ${directory}, as of ${manifest.takenFrom}.`,
      );
    });
}

async function backUpEmbedded(directory: string, terminal: Terminal): Promise<Manifest> {
  const { embedded, others } = storesOf(terminal.environment);
  const advice = others.map(({ variable, instead }) => `${variable} is no file: ${instead}.`);
  if (embedded.length === 0) {
    throw new InvalidOption(`There is nothing here to copy.\n${advice.join('\n')}`);
  }
  for (const line of advice) terminal.info(line);
  const signal = terminal.interruptSignal();
  const notIncluded = others.map(({ name }) => name);
  try {
    return await backUp(directory, { stores: embedded, notIncluded, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new BackupFailure('Interrupted: there is no backup.', { cause: error });
  }
}

function linesOf({ files, notIncluded }: Manifest): string[] {
  const lines = Object.entries(files).map(([name, { bytes, state }]) => {
    const facts = Object.entries(state).map(([what, value]) => `${what} ${value}`);
    return [name, `${bytes} bytes`, ...facts].join('  ');
  });
  return [...lines, ...notIncluded.map((name) => `${name}: not in this backup`)];
}
