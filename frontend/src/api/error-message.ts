import { ApiProblem, Unreachable } from './problem.ts';

/** A message of the pages, by its key. */
export interface ErrorMessage {
  readonly key: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

const UNEXPECTED = { key: 'problems.unexpected.text' };

/**
 * Finds the message for an error: by the code of the violated rule, otherwise by the type of the problem.
 * The server's own text is English and never displayed.
 *
 * @param exists returns true if there is a message with the key
 */
export function errorMessage(error: unknown, exists: (key: string) => boolean): ErrorMessage {
  if (error instanceof Unreachable) return { key: 'console.problem.unreachable' };
  if (!(error instanceof ApiProblem)) return UNEXPECTED;
  const { kind, errors, retryAfterMs, status } = error;
  if (kind === 'too-many-attempts' && retryAfterMs !== undefined) {
    const seconds = Math.ceil(retryAfterMs / 1_000);
    return { key: 'problems.tooManyAttemptsFor', parameters: { seconds } };
  }
  const keys = [
    ...(kind === 'invalid-request' ? errors.map(({ code }) => `problems.rule.${code}`) : []),
    `problems.type.${kind}`,
  ];
  const key = keys.find(exists);
  if (key) return { key };
  return status === 503 ? { key: 'console.problem.unavailable' } : UNEXPECTED;
}
