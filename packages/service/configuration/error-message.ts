import { withoutSecrets } from './secrets.ts';

/** The message of an error or any thrown value: never empty, without secrets or stack trace. */
export function errorMessage(error: unknown): string {
  return withoutSecrets(textOf(error));
}

function textOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) {
    return error.errors.map(textOf).join('; ');
  }
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
