import { parseArgs } from 'node:util';
import { CannotStart } from './cannot-start.ts';

/** What a process is asked to do: to run, or to say something of itself and end. */
export type Asked =
  | 'to run'
  | 'for help'
  | 'for its configuration'
  | 'for its configuration, as JSON';

const options = {
  help: { type: 'boolean', short: 'h' },
  'print-config': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * Reads the arguments of a process that is configured by its environment.
 *
 * @throws CannotStart for whatever it doesn't know
 */
export function readArguments(args: readonly string[]): Asked {
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
    throw new CannotStart(
      `It takes no argument "${args[token.index]}"; --help says what it takes.`,
    );
  }
  if (values.help) return 'for help';
  if (values['print-config']) {
    return values.json ? 'for its configuration, as JSON' : 'for its configuration';
  }
  if (values.json) throw new CannotStart('--json is for --print-config alone.');
  return 'to run';
}

/** What `--help` says. */
export function helpOf(service: string): string {
  return `The ${service} is configured by the variables of its environment.

  (no argument)           runs it, until SIGTERM or Ctrl-C
  --print-config          prints every variable: its value as it is in force, and what it is for
  --print-config --json   the same, for programs
  --help                  prints this

Exit codes: 0 it ended as it was told to, 1 it failed, 2 it can't start as configured.
`;
}
