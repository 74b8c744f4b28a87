import { EngineUnavailable } from '@energy/engines';
import { parseAddress, type StoreAddress } from './address.ts';
import { failure } from './failure.ts';
import type { StoreClient } from './store-client.ts';

/** One EventStoreDB and the client for it, which is made when it is first needed. */
export class StoreConnection {
  readonly #address: StoreAddress;
  readonly #closing = new AbortController();
  #opening: Promise<StoreClient> | undefined;

  /** @throws TypeError where the URL is no EventStoreDB connection string */
  constructor(url: string) {
    this.#address = parseAddress(url);
  }

  /** `EventStoreDB at HOST`, for sentences. */
  get store(): string {
    return `EventStoreDB at ${this.#address.name}`;
  }

  /** How long the server may take to answer. */
  get patienceMs(): number {
    return this.#address.defaultDeadline;
  }

  /** Aborts when the connection is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws EngineUnavailable once the connection is closed, or where a certificate can't be read */
  async client(): Promise<StoreClient> {
    if (this.closing.aborted) {
      throw new EngineUnavailable(`the connection to ${this.store} was closed`);
    }
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined; // What is missing may be there the next time.
      throw this.failure(error);
    }
  }

  /** What went wrong, as the port tells it. */
  failure(error: unknown): unknown {
    return failure(error, this.store);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const client = await this.#opening?.catch(() => undefined);
    await client?.close();
  }

  /** The client library takes long to load, and is only needed where an EventStoreDB is used. */
  async #open(): Promise<StoreClient> {
    const { StoreClient } = await import('./store-client.ts');
    return new StoreClient(this.#address);
  }
}
