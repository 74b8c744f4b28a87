import type { components } from './schema.d.ts';

/** A problem document of the API (RFC 9457). */
export type Problem = components['schemas']['Problem'];

const TYPE_PREFIX = 'urn:energy:problem:';

/** A refusal by the API. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** The last part of the problem's type, such as `device-not-found`. */
  readonly kind: string;
  /** The errors of single fields and parameters. */
  readonly errors: NonNullable<Problem['errors']>;
  /** From the header `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfterMs?: number) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.kind = problem.type?.startsWith(TYPE_PREFIX)
      ? problem.type.slice(TYPE_PREFIX.length)
      : 'unknown';
    this.errors = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
  }
}

/** The request got no response. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The 4xx that the same request may overcome later. */
const TEMPORARY_KINDS = new Set(['too-many-requests', 'request-timeout']);

/** True if the same request may succeed later. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof ApiProblem && (error.status >= 500 || TEMPORARY_KINDS.has(error.kind));
}

/** True if a parameter or field of this name is invalid. */
export function isAbout(error: unknown, parameter: string): boolean {
  return error instanceof ApiProblem && error.errors.some((fault) => fault.parameter === parameter);
}

/** Parses a refusal. A proxy in between may answer without a problem document. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isProblem ? await response.json().catch(() => ({})) : {};
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : undefined;
  return new ApiProblem(response.status, body as Partial<Problem>, retryAfterMs);
}
