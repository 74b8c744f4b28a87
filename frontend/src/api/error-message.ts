import { ApiProblem, Unreachable } from './problem.ts';

/** The key of a message, with its parameters. */
export interface ErrorMessage {
  readonly key: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

const UNEXPECTED = { key: 'problems.unexpected.text' };

/**
 * The message that says what an error means: by the rule that was broken where the server names one, or
 * else by the type of the problem. The server's own text is in English and is never shown.
 *
 * @param exists whether there is a message with a key
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
