import { parseArgs } from 'node:util';
import { StartupError } from './configuration/startup-error.ts';

/** The mode of a process: it runs, or prints something and ends. */
export type Mode = 'run' | 'print help' | 'print configuration' | 'print configuration as JSON';

const options = {
  help: { type: 'boolean', short: 'h' },
  'print-config': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * Reads the arguments of a process that is configured by its environment.
 *
 * @throws StartupError for an unknown argument
 */
export function readArguments(args: readonly string[]): Mode {
  const { values, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const isFlag = token.kind === 'option' && Object.hasOwn(options, token.name);
    if (isFlag && token.value === undefined) continue;
    throw new StartupError(
      `It takes no argument "${args[token.index]}"; --help says what it takes.`,
    );
  }
  if (values.help) return 'print help';
  if (values['print-config']) {
    return values.json ? 'print configuration as JSON' : 'print configuration';
  }
  if (values.json) throw new StartupError('--json is for --print-config alone.');
  return 'run';
}

/** The output of `--help`. */
export function helpOf(service: string): string {
  return `The ${service} is configured by the variables of its environment.

  (no argument)           runs it, until SIGTERM or Ctrl-C
  --print-config          prints every variable: its value and its description
  --print-config --json   the same, for programs
  --help                  prints this

Exit codes: 0 it stopped normally, 1 it failed, 2 it can't start as configured.
`;
}
