import { EngineUnavailable } from '@energy/engines';
import { type Host, hostText, parseAddress, type StoreAddress } from './address.ts';
import { failure, isConnectionLost, isNoAnswer, leaderOf } from './failure.ts';
import type { Calls, StoreNode } from './node.ts';

/**
 * The connection to the leader node, opened at first use. Drops a node that fails or does not lead; the next
 * call looks for the leader again.
 */
export class StoreConnection {
  readonly #address: StoreAddress;
  readonly #closing = new AbortController();
  readonly #calls: Calls = new Set();
  #opening: Promise<StoreNode> | undefined;
  #current: StoreNode | undefined;
  /** The current node, if it did not answer: it stays in use if it is still the leader. */
  #suspect: StoreNode | undefined;
  /** The node on which a call failed last. */
  #failed: Host | undefined;
  /** The leader, as named by a node that does not lead. */
  #leader: Host | undefined;

  /** @throws TypeError if the URL is no EventStoreDB connection string */
  constructor(url: string) {
    this.#address = parseAddress(url);
  }

  /** `EventStoreDB at HOST`, for messages. */
  get store(): string {
    return `EventStoreDB at ${this.#address.name}`;
  }

  /** Maximum wait for an answer of the server. */
  get timeoutMs(): number {
    return this.#address.defaultDeadline;
  }

  /** Aborts when the connection is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Calls the leader.
   *
   * @param right the right that the call needs, for messages: `read $all`
   * @throws EngineUnavailable if the call may succeed later, RangeError if it never will
   */
  async call<T>(right: string, work: (node: StoreNode) => Promise<T>): Promise<T> {
    const node = await this.node();
    try {
      return await work(node);
    } catch (error) {
      throw this.failure(error, right, node);
    }
  }

  /** @throws EngineUnavailable if no node leads, or a certificate can't be read */
  async node(): Promise<StoreNode> {
    if (this.closing.aborted) throw this.#closed();
    const suspect = this.#suspect;
    this.#suspect = undefined;
    if (suspect) this.#opening = this.#review(suspect);
    this.#opening ??= this.#connect();
    const opening = this.#opening;
    try {
      return await opening;
    } catch (error) {
      if (this.#opening === opening) this.#opening = undefined; // The next call tries again.
      throw this.failure(error, 'read the members of the cluster');
    }
  }

  /** Translates the error of a call, and drops the node if it is the cause. */
  failure(error: unknown, right: string, node?: StoreNode): unknown {
    if (this.closing.aborted) return this.#closed();
    if (node && node === this.#current) this.#learnFrom(error, node);
    const sendsUser = this.#address.authorization !== undefined;
    return failure(error, { store: this.store, right, sendsUser });
  }

  /** Ends every call. */
  close(): void {
    this.#closing.abort();
    this.#current?.leave();
    for (const call of this.#calls) call.cancel();
  }

  /**
   * Connects to the leader. Loads the gRPC library, which is slow, only if EventStoreDB is used.
   */
  async #connect(): Promise<StoreNode> {
    const { StoreNode } = await import('./node.ts');
    const host = this.#leader ?? (await this.#findHost());
    this.#leader = undefined;
    if (this.closing.aborted) throw this.#closed();
    this.#current = new StoreNode(host, this.#address, this.#calls);
    return this.#current;
  }

  /** Keeps a node that did not answer if it still leads; otherwise calls go elsewhere. */
  async #review(suspect: StoreNode): Promise<StoreNode> {
    this.#failed = suspect.host;
    try {
      this.#leader = await this.#findHost();
      if (hostText(this.#leader) === hostText(suspect.host)) {
        this.#leader = undefined;
        return suspect;
      }
    } catch (error) {
      this.#leave(suspect);
      throw error;
    }
    this.#leave(suspect);
    suspect.endSubscriptions();
    return this.#connect();
  }

  async #findHost(): Promise<Host> {
    const { discover, hosts } = this.#address;
    if (!discover && hosts.length === 1) return hosts[0];
    const { findLeader } = await import('./discovery.ts');
    return findLeader(this.#address, this.#failed, this.closing);
  }

  #learnFrom(error: unknown, node: StoreNode): void {
    if (isNoAnswer(error)) {
      this.#suspect = node;
      return;
    }
    const leader = leaderOf(error);
    if (!leader && !isConnectionLost(error)) return;
    this.#opening = undefined;
    this.#leader = leader;
    this.#failed = node.host;
    this.#leave(node);
    if (leader) node.endSubscriptions();
  }

  #leave(node: StoreNode): void {
    if (this.#current === node) this.#current = undefined;
    if (this.#suspect === node) this.#suspect = undefined;
    node.leave();
  }

  #closed(): EngineUnavailable {
    return new EngineUnavailable(`the connection to ${this.store} was closed`);
  }
}
