import { ClientError } from 'nice-grpc';
import { BadRequest, ErrorInfo, RetryInfo, RichClientError } from 'nice-grpc-error-details';

/** Returns the error of a call, which must fail. */
export async function failure(call: Promise<unknown>): Promise<ClientError> {
  const error = await call.then(
    () => new Error('The call did not fail'),
    (reason) => reason,
  );
  if (error instanceof ClientError) return error;
  throw error;
}

export function reasonOf(error: unknown): string | undefined {
  return detailsOf(error).find((detail) => detail.$type === ErrorInfo.$type)?.reason;
}

export function fieldsOf(error: unknown): readonly string[] {
  const bad = detailsOf(error).find((detail) => detail.$type === BadRequest.$type);
  return bad?.fieldViolations.map(({ field }) => field) ?? [];
}

/** In milliseconds. */
export function retryDelayOf(error: unknown): number | undefined {
  const delay = detailsOf(error).find((detail) => detail.$type === RetryInfo.$type)?.retryDelay;
  return delay && delay.seconds * 1_000 + delay.nanos / 1_000_000;
}

function detailsOf(error: unknown) {
  return error instanceof RichClientError ? error.extra : [];
}
