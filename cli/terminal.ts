import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './usage-error.ts';

/** What a command works with: the environment, and where it writes. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results: what another program may read. */
  print(text: string): void;
  /** What is said to the person besides. */
  info(text: string): void;
  /**
   * Asks the person something, and resolves to the line that is typed.
   *
   * @param hidden shows nothing of it
   * @throws UsageError where nobody is there to answer
   */
  prompt(question: string, hidden?: 'hidden'): Promise<string>;
  /** Aborts when the person has had enough; from the first call on, Ctrl-C does no more than that. */
  interruptSignal(): AbortSignal;
}

/** A count with its noun: "1 row", "2 rows". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Asks whoever sits at the terminal. */
export async function promptAtTerminal(question: string, hidden?: 'hidden'): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`There is nobody to ask: "${question.trim()}".`);
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

/** Aborts at Ctrl-C, or when the process is asked to end. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
