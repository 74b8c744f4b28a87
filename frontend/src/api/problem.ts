import type { components } from './schema.d.ts';

/** What the API says went wrong (RFC 9457). */
export type Problem = components['schemas']['Problem'];

const TYPE_PREFIX = 'urn:energy:problem:';

/** The API answered that it can't do what was asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Which kind of problem it is, such as `device-not-found`; it never changes. */
  readonly kind: string;
  /** What is wrong with each field or parameter. */
  readonly errors: NonNullable<Problem['errors']>;
  /** After how many milliseconds asking again makes sense, where the API says so. */
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

/** The platform could not be reached at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Kinds of refusal that a later repetition can get past; every other 4xx needs another request. */
const PASSING_KINDS = new Set(['too-many-requests', 'request-timeout']);

/** Whether the same request may succeed later, without any change. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof ApiProblem && (error.status >= 500 || PASSING_KINDS.has(error.kind));
}

/** Whether a parameter or field of this name is at fault. */
export function isAbout(error: unknown, parameter: string): boolean {
  return error instanceof ApiProblem && error.errors.some((each) => each.parameter === parameter);
}

/** The problem that a refusal tells of. A proxy in between may answer with something else entirely. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isProblem ? await response.json().catch(() => ({})) : {};
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : undefined;
  return new ApiProblem(response.status, body as Partial<Problem>, retryAfterMs);
}
