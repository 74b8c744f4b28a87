import { withoutSecrets } from './secrets.ts';

/** What an error (or whatever was thrown) says, for people: never empty, without secrets or stack. */
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
