import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type ClientReadableStream, Metadata } from '@grpc/grpc-js';
import type { ExpectedRevision, NewEvent } from '../event-store.ts';
import type { Host, StoreAddress } from './address.ts';
import { channelSettings } from './channel.ts';
import { NoAnswer } from './failure.ts';
import {
  appendRequests,
  type LogPage,
  logPageRequest,
  recordedEvent,
  type StreamPage,
  type SubscriptionMessage,
  type SubscriptionRequest,
  streamPageRequest,
  subscriptionMessage,
  subscriptionRequest,
} from './messages.ts';
import type { LogPosition } from './position.ts';
import type { RecordedEvent } from './recorded-event.ts';

export type AppendReply =
  | { readonly revision: number; readonly position: LogPosition | undefined }
  /** The stream's last revision; `undefined` where there is no stream. */
  | { readonly conflictsWith: number | undefined };

export type Calls = Set<{ cancel(): void }>;

/** A subscription's call: messages while it runs, and why it ended. */
export interface SubscriptionCall {
  pause(): void;
  resume(): void;
  cancel(): void;
}

export interface SubscriptionHandler {
  onMessage(message: SubscriptionMessage): void;
  onEnd(error: unknown): void;
}

/**
 * One connection to one node, by the service definitions of the official client. Its own connection
 * handling is not used: reads that are left early stay in it for ever, `dispose` may never settle,
 * failed discovery rejects where nothing can catch it, and TLS to an IP address fails. Every call goes
 * to the leader or fails.
 */
export class StoreNode {
  readonly host: Host;
  readonly #client: StreamsClient;
  readonly #metadata = new Metadata();
  readonly #timeoutMs: number;
  readonly #calls: Calls;
  readonly #subscriptions = new Set<{ end(error: Error): void }>();

  /**
   * @param calls where calls are while they run
   * @throws Error where a certificate can't be read
   */
  constructor(host: Host, address: StoreAddress, calls: Calls) {
    this.host = host;
    this.#calls = calls;
    this.#timeoutMs = address.defaultDeadline;
    const { target, credentials, options } = channelSettings(host, address);
    this.#client = new StreamsClient(target, credentials, options);
    this.#metadata.set('connection-name', address.connectionName);
    this.#metadata.set('requires-leader', 'true');
    if (address.authorization) this.#metadata.set('authorization', address.authorization);
  }

  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendReply> {
    const requests = appendRequests(stream, expected, events);
    const options = { deadline: Date.now() + this.#timeoutMs };
    return new Promise((resolve, reject) => {
      const call = this.#client.append(this.#metadata, options, (error, response) => {
        this.#calls.delete(call);
        if (error) return reject(error);
        const conflict = response.getWrongExpectedVersion();
        if (conflict) {
          const isThere = conflict.hasCurrentRevision();
          const revision = isThere ? Number(conflict.getCurrentRevision()) : undefined;
          return resolve({ conflictsWith: revision });
        }
        const success = response.getSuccess()!;
        const position = success.getPosition();
        resolve({
          revision: Number(success.getCurrentRevision()),
          position: position && {
            commit: BigInt(position.getCommitPosition()),
            prepare: BigInt(position.getPreparePosition()),
          },
        });
      });
      this.#calls.add(call);
      call.on('error', reject);
      for (const request of requests) call.write(request);
      call.end();
    });
  }

  /** A stream that is not there has no events. */
  readStream(page: StreamPage): Promise<RecordedEvent[]> {
    return this.#read(streamPageRequest(page));
  }

  readLog(page: LogPage): Promise<RecordedEvent[]> {
    return this.#read(logPageRequest(page));
  }

  subscribe(request: SubscriptionRequest, handler: SubscriptionHandler): SubscriptionCall {
    const call = this.#client.read(subscriptionRequest(request), this.#metadata);
    const subscription = {
      end: (error: unknown) => {
        if (!this.#subscriptions.delete(subscription)) return;
        release(call);
        handler.onEnd(error);
      },
    };
    this.#subscriptions.add(subscription);
    call
      .on('data', (response: ReadResp) => handler.onMessage(subscriptionMessage(response)))
      .on('error', subscription.end)
      .on('end', () => subscription.end(new Error('it ended the subscription')));
    return {
      pause: () => call.pause(),
      resume: () => call.resume(),
      cancel: () => subscription.end(new Error('it was cancelled')),
    };
  }

  /** Lets what runs come to its end, and takes no further calls. */
  leave(): void {
    this.#client.close();
  }

  /** Ends its subscriptions: they continue on another node. */
  endSubscriptions(): void {
    const error = new Error('another node leads its cluster');
    for (const subscription of this.#subscriptions) subscription.end(error);
  }

  /** Reads a page to its end. The server may take long for it, but never without a word. */
  #read(request: ReadReq): Promise<RecordedEvent[]> {
    return new Promise((resolve, reject) => {
      const call = this.#client.read(request, this.#metadata);
      this.#calls.add(call);
      const events: RecordedEvent[] = [];
      const timeout = setTimeout(() => {
        reject(new NoAnswer());
        release(call);
      }, this.#timeoutMs);
      const settle = (conclude: () => void) => {
        clearTimeout(timeout);
        this.#calls.delete(call);
        conclude();
      };
      call
        .on('data', (response: ReadResp) => {
          timeout.refresh();
          const event = recordedEvent(response);
          if (event) events.push(event);
        })
        .on('error', (error) => settle(() => reject(error)))
        .on('end', () => settle(() => resolve(events)));
    });
  }
}

/** Cancels a call, and drops the messages that nobody takes any more: the client holds them otherwise. */
function release(call: ClientReadableStream<ReadResp>): void {
  call.cancel();
  call.removeAllListeners('data');
  call.resume();
}
