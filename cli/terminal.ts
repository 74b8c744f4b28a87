import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { InvalidOption } from './usage-error.ts';

/** The environment of a command, and its input and output. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the result to standard output. */
  print(text: string): void;
  /** Writes bytes of the result to standard output; resolves when its reader has taken them. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes a line for the operator to standard error. */
  info(text: string): void;
  /**
   * Asks the operator a question; resolves to the typed line.
   *
   * @param hidden does not show the typed text
   * @throws InvalidOption without a terminal
   */
  prompt(question: string, hidden?: 'hidden'): Promise<string>;
  /** Aborts at Ctrl-C, which ends the process no more after the first call. */
  interruptSignal(): AbortSignal;
}

/** A count with its noun: "1 row", "2 rows". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Asks the operator at the terminal. */
export async function promptAtTerminal(question: string, hidden?: 'hidden'): Promise<string> {
  if (!process.stdin.isTTY) throw new InvalidOption(`No terminal to ask: "${question.trim()}".`);
  let isSilent = false;
  const output = new Writable({
    write(text, _encoding, done) {
      if (!isSilent) process.stderr.write(text);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const answer = lines.question(question);
    isSilent = hidden !== undefined;
    return await answer;
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** A signal that aborts at Ctrl-C or SIGTERM. */
export function processInterruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
