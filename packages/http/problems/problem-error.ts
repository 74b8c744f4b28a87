import { PROBLEM_KINDS, type ProblemKind } from './problem.ts';
import type { InvalidParameter } from './problem-schema.ts';

interface ProblemSettings {
  readonly errors?: readonly InvalidParameter[];
  /** Headers of the reply. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to queries and commands while the event store lacks acknowledged events. */
export function eventsMissingProblem(): ProblemError {
  return new ProblemError(
    'events-missing',
    'The event store lacks changes that were saved before. An operator must restore them or accept the ' +
      'loss; the log of the services says how.',
    { headers: { 'retry-after': '60' } },
  );
}

/** Ends a request with a problem. The message is its `detail`, a sentence for the caller. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly errors: readonly InvalidParameter[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, { errors, headers = {} }: ProblemSettings = {}) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
  }

  get statusCode(): number {
    return PROBLEM_KINDS[this.kind].status;
  }
}
