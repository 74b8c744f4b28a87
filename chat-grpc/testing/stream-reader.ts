import { expect } from 'vitest';

const POLLING = { timeout: 15_000, interval: 5 };

interface Update {
  readonly $case: string;
  readonly value: unknown;
}

type ValueOf<U, Case> = U extends { readonly $case: Case; readonly value: infer Value }
  ? Value
  : never;

/** Collects the responses of a stream. */
export class StreamReader<Response extends { readonly update?: Update | undefined }> {
  readonly responses: Response[] = [];
  /** Resolves to the error that ended the stream; to `undefined` after {@link stop}. */
  readonly ended: Promise<unknown>;
  readonly #stopping = new AbortController();

  constructor(open: (options: { signal: AbortSignal }) => AsyncIterable<Response>) {
    this.ended = this.#read(open({ signal: this.#stopping.signal }));
  }

  /** The values received so far of one kind of update. */
  all<Case extends NonNullable<Response['update']>['$case']>(
    kind: Case,
  ): ValueOf<Response['update'], Case>[] {
    return this.responses.flatMap(({ update }) =>
      update?.$case === kind ? [update.value as ValueOf<Response['update'], Case>] : [],
    );
  }

  /** Waits until a condition holds. */
  async until(condition: (reader: this) => boolean): Promise<this> {
    const holds = expect.poll(() => condition(this), POLLING).toBe(true);
    const endsBefore = this.ended.then((error) => {
      if (!condition(this)) throw error;
    });
    await Promise.race([holds, endsBefore]);
    return this;
  }

  caughtUp(): Promise<this> {
    return this.until(({ responses }) =>
      responses.some(({ update }) => update?.$case === 'caughtUp'),
    );
  }

  /** Cancels the stream and waits for its end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.ended;
  }

  async #read(responses: AsyncIterable<Response>): Promise<unknown> {
    try {
      for await (const response of responses) this.responses.push(response);
      return new Error('The server ended the stream without an error');
    } catch (error) {
      return this.#stopping.signal.aborted ? undefined : error;
    }
  }
}
