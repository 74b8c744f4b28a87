import { expect } from 'vitest';

const PATIENCE = { timeout: 15_000, interval: 5 };

interface Update {
  readonly $case: string;
  readonly value: unknown;
}

/** What an update of one kind holds. */
type ValueOf<U, Case> = U extends { readonly $case: Case; readonly value: infer Value }
  ? Value
  : never;

/** What a stream brings, read as it comes. */
export class Reading<Response extends { readonly update?: Update | undefined }> {
  readonly responses: Response[] = [];
  /** Resolves to the error that ended it; to `undefined` where it was stopped here. */
  readonly ended: Promise<unknown>;
  readonly #stopping = new AbortController();

  constructor(open: (options: { signal: AbortSignal }) => AsyncIterable<Response>) {
    this.ended = this.#read(open({ signal: this.#stopping.signal }));
  }

  /** The values of one kind of update, so far. */
  all<Case extends NonNullable<Response['update']>['$case']>(
    kind: Case,
  ): ValueOf<Response['update'], Case>[] {
    return this.responses.flatMap(({ update }) =>
      update?.$case === kind ? [update.value as ValueOf<Response['update'], Case>] : [],
    );
  }

  /** Waits until something holds of what has come. */
  async until(what: (reading: this) => boolean): Promise<this> {
    const holds = expect.poll(() => what(this), PATIENCE).toBe(true);
    const endsBefore = this.ended.then((error) => {
      if (!what(this)) throw error;
    });
    await Promise.race([holds, endsBefore]);
    return this;
  }

  caughtUp(): Promise<this> {
    return this.until(({ responses }) =>
      responses.some(({ update }) => update?.$case === 'caughtUp'),
    );
  }

  /** Stops reading; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.ended;
  }

  async #read(responses: AsyncIterable<Response>): Promise<unknown> {
    try {
      for await (const response of responses) this.responses.push(response);
      return new Error('the server ended the stream without a reason');
    } catch (error) {
      return this.#stopping.signal.aborted ? undefined : error;
    }
  }
}
