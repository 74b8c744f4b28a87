import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  ReadResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  Metadata,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from '@grpc/grpc-js';
import { type EventLog, type Expected, type LogRecord, NO_STREAM, type Proposed } from './log.ts';
import {
  appended,
  caughtUp,
  checkpoint,
  confirmation,
  deleted,
  eventRead,
  proposed,
  streamName,
  streamNotFound,
  tombstoned,
  wrongExpectedVersion as wrongExpectedVersionReply,
} from './messages.ts';
import {
  accessDenied,
  appendTooLarge,
  commitTimeout,
  connectionLost,
  eventTooLarge,
  handlerFailed,
  invalid,
  messageTooLarge,
  notLeader,
  notReady,
  streamDeleted,
  unauthenticated,
  unexpectedResult,
  wrongExpectedVersion,
} from './refusals.ts';

/** Versions, settings and failures that the server simulates. May be changed at any time. */
export interface Circumstances {
  /** Address of the leader of the cluster; `undefined` if this server leads. */
  leader: { readonly host: string; readonly port: number } | undefined;
  /**
   * `losing`: a leader without followers, which stores an append or not and answers neither way;
   * `lost`: the same node a little later.
   */
  quorum: 'present' | 'losing' | 'lost';
  /** The refused calls: none, all (unauthenticated or without the right), or only reads of $all. */
  access: 'granted' | 'unauthenticated' | 'denied' | 'denied for $all';
  maxAppendSize: number;
  maxAppendEventSize: number;
  /** Appends are stored, and then the connection fails before the reply arrives. */
  losesReplies: boolean;
  /** Replies to repeated appends contain the position in $all. */
  knowsPlacesOfRepeats: boolean;
  /** Reads of a stream contain the positions in $all: since version 22.6. */
  knowsPlacesInStreams: boolean;
  /** Subscriptions report that they have caught up: since version 23.10. */
  reportsCatchingUp: boolean;
  /** At the end of the log, a checkpoint names the position of the next event, which has no record yet. */
  checkpointsAtNextPlace: boolean;
  /** Calls are accepted, and never answered. */
  isFrozen: boolean;
}

/** Counters since the server was created. */
export interface Statistics {
  eventsSent: number;
  /** Calls that clients cancelled, each with an RST_STREAM. */
  callsCancelled: number;
}

/** The number of records after which a filter may send a checkpoint. */
const SEARCH_WINDOW = 32;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const FOREVER_MS = 2 ** 31 - 1;

type Filter = (record: LogRecord) => boolean;

/** Creates the Streams service, as far as the official client's appends, reads and deletions need it. */
export function streamsService(
  log: EventLog,
  circumstances: Circumstances,
  statistics: Statistics,
) {
  return {
    append(
      call: ServerReadableStream<AppendReq, AppendResp>,
      reply: sendUnaryData<AppendResp>,
    ): void {
      answer(call.metadata, () => append(call)).then((response) => reply(null, response), reply);
    },

    read(call: ServerWritableStream<ReadReq, ReadResp>): void {
      const cancelled = new AbortController();
      let isAnswered = false;
      call.on('cancelled', () => {
        if (!isAnswered) statistics.callsCancelled++;
        cancelled.abort();
      });
      const isOfAll = call.request.getOptions()?.hasAll() ?? false;
      if (isOfAll && circumstances.access === 'denied for $all') {
        call.emit('error', accessDenied());
        return;
      }
      answer(call.metadata, () => read(call, cancelled.signal)).then(
        () => {
          isAnswered = true;
          call.end();
        },
        (error) => {
          if (!cancelled.signal.aborted) call.emit('error', error);
        },
      );
    },

    delete(call: ServerUnaryCall<DeleteReq, DeleteResp>, reply: sendUnaryData<DeleteResp>): void {
      answer(call.metadata, async () => {
        const options = call.request.getOptions()!;
        const stream = existing(options.getStreamIdentifier());
        const expected = expectedOf(options);
        const current = log.delete(stream, expected);
        if (current !== undefined) throw wrongExpectedVersion(stream, expected, current);
        return deleted(log.records.at(-1)!.position);
      }).then((response) => reply(null, response), reply);
    },

    tombstone(
      call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
      reply: sendUnaryData<TombstoneResp>,
    ): void {
      answer(call.metadata, async () => {
        log.tombstone(existing(call.request.getOptions()?.getStreamIdentifier()));
        return tombstoned(log.records.at(-1)!.position);
      }).then((response) => reply(null, response), reply);
    },
  };

  async function answer<T>(request: Metadata, work: () => Promise<T>): Promise<T> {
    const { isFrozen, access, leader, quorum } = circumstances;
    if (isFrozen) await sleep(FOREVER_MS, undefined, { ref: false });
    if (access === 'unauthenticated') throw unauthenticated();
    if (access === 'denied') throw accessDenied();
    if (request.get('requires-leader')[0] === 'true') {
      if (leader) throw notLeader(leader.host, leader.port);
      if (quorum === 'lost') throw notReady();
    }
    return work();
  }

  function existing(identifier: Parameters<typeof streamName>[0]): string {
    const name = streamName(identifier);
    if (log.stream(name) === 'tombstoned') throw streamDeleted(name);
    return name;
  }

  async function append(call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendResp> {
    let options: AppendReq.Options | undefined;
    const events: Proposed[] = [];
    let size = 0;
    for await (const request of call as AsyncIterable<AppendReq>) {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (!message) continue;
      const event = proposed(message);
      if (event.data.length > MAX_MESSAGE_BYTES) throw messageTooLarge();
      if (event.type === '') throw handlerFailed();
      const eventSize = event.data.length + event.metadata.length + 2 * event.type.length;
      const { maxAppendEventSize, maxAppendSize } = circumstances;
      if (eventSize > maxAppendEventSize)
        throw eventTooLarge(event.id, eventSize, maxAppendEventSize);
      size += eventSize;
      if (size > maxAppendSize) throw appendTooLarge(maxAppendSize);
      events.push(event);
    }
    if (!options) throw invalid('options');
    const stream = streamName(options.getStreamIdentifier());
    if (stream === '') throw handlerFailed();
    const { quorum } = circumstances;
    if (quorum === 'lost') throw notReady();
    if (quorum === 'losing' && Math.random() < 0.5) throw commitTimeout();
    const expected = expectedOf(options);
    const outcome = log.append(stream, expected, events);
    if (quorum === 'losing') throw commitTimeout();
    if (circumstances.losesReplies) throw connectionLost();
    switch (outcome.kind) {
      case 'stored':
        return appended(outcome.last.revision, outcome.last.position);
      case 'nothing':
        return appended(outcome.current, log.end);
      case 'repeated': {
        const { revision, position } = outcome.last;
        return appended(revision, circumstances.knowsPlacesOfRepeats ? position : undefined);
      }
      case 'repeated, deleted':
        return appended(outcome.revision, undefined);
      case 'conflict':
        return wrongExpectedVersionReply(expected, outcome.current);
      case 'deleted':
        throw streamDeleted(stream);
    }
  }

  async function read(
    call: ServerWritableStream<ReadReq, ReadResp>,
    cancelled: AbortSignal,
  ): Promise<void> {
    const options = call.request.getOptions();
    if (!options) throw invalid('options');
    const send = async (message: ReadResp) => {
      if (message.hasEvent()) statistics.eventsSent++;
      if (!call.write(message)) await once(call, 'drain', { signal: cancelled });
    };
    if (options.hasSubscription()) return subscribe(options, send, cancelled);
    if (options.hasStream() && options.getCount() === '0') {
      throw unexpectedResult('ReadStreamResult');
    }
    const found = options.hasStream() ? recordsOfStream(options) : recordsOfAll(options);
    if (typeof found === 'string') return send(streamNotFound(found));
    let left = Number(options.getCount());
    for (const record of found) {
      if (left-- <= 0 || cancelled.aborted) return;
      await send(eventRead(record, options.hasAll() || circumstances.knowsPlacesInStreams));
    }
  }

  /** Finds the records to read; returns the stream's name if the stream does not exist. */
  function recordsOfStream(options: ReadReq.Options): Iterable<LogRecord> | string {
    const from = options.getStream()!;
    const name = streamName(from.getStreamIdentifier());
    const records = log.stream(name);
    if (records === 'tombstoned') throw streamDeleted(name);
    if (!records) return name;
    const revision = from.hasRevision() ? BigInt(from.getRevision()) : undefined;
    if (isBackwards(options)) {
      return records
        .filter((record) => revision === undefined || record.revision <= revision)
        .reverse();
    }
    if (from.hasEnd()) throw unexpectedResult('ReadStreamResult');
    return records.filter((record) => record.revision >= (revision ?? 0n));
  }

  function* recordsOfAll(options: ReadReq.Options): Iterable<LogRecord> {
    const from = options.getAll()!;
    const filter = filterOf(options);
    const { records } = log;
    const there = from.hasPosition() ? placeIn(from.getPosition()!)?.index : undefined;
    const isBeyond =
      there === records.length && BigInt(from.getPosition()!.getCommitPosition()) > log.end;
    if (from.hasPosition() && (there === undefined || (isBeyond && isBackwards(options)))) {
      throw unexpectedResult(options.hasFilter() ? 'FilteredReadAllResult' : 'ReadAllResult');
    }
    if (isBackwards(options)) {
      for (let index = (there ?? records.length) - 1; index >= 0; index--) {
        if (filter(records[index]!)) yield records[index]!;
      }
      return;
    }
    const end = records.length;
    for (let index = from.hasEnd() ? end : (there ?? 0); index < end; index++) {
      if (filter(records[index]!)) yield records[index]!;
    }
  }

  async function subscribe(
    options: ReadReq.Options,
    send: (message: ReadResp) => Promise<void>,
    cancelled: AbortSignal,
  ): Promise<void> {
    const from = options.getAll();
    if (!from) throw invalid('a subscription to $all');
    const filter = filterOf(options);
    const interval = SEARCH_WINDOW * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 0);
    let start = from.hasEnd() ? log.records.length : 0;
    if (from.hasPosition()) {
      const place = placeIn(from.getPosition()!);
      if (!place) throw handlerFailed();
      start = Math.min(place.isBefore ? place.index : place.index + 1, log.records.length);
    }
    let next = start;
    await send(confirmation(randomUUID()));

    let lookedAt = 0;
    const sendRecords = async () => {
      while (next < log.records.length && !cancelled.aborted) {
        const record = log.records[next++]!;
        if (filter(record)) await send(eventRead(record, true));
        if (interval > 0 && ++lookedAt % interval === 0) await send(checkpoint(record.position));
      }
      if (interval > 0 && circumstances.checkpointsAtNextPlace) await send(checkpoint(log.end));
    };
    await sendRecords();
    if (circumstances.reportsCatchingUp) await send(caughtUp());
    while (!cancelled.aborted) {
      if (next === log.records.length) await log.grown(cancelled);
      await sendRecords();
    }
  }

  /** Finds the index of a position: the number of records at or beyond the end; `undefined` inside a record. */
  function placeIn(
    position: ReadReq.Options.Position,
  ): { readonly index: number; readonly isBefore: boolean } | undefined {
    const commit = BigInt(position.getCommitPosition());
    const prepare = BigInt(position.getPreparePosition());
    if (prepare > commit) throw handlerFailed();
    const index = log.indexAt(commit);
    const isBefore = prepare < commit;
    if (index === log.records.length) return commit < log.end ? undefined : { index, isBefore };
    return log.records[index]!.position === commit ? { index, isBefore } : undefined;
  }
}

function expectedOf(options: AppendReq.Options | DeleteReq.Options): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  return options.hasNoStream() ? NO_STREAM : BigInt(options.getRevision());
}

function isBackwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
}

function filterOf(options: ReadReq.Options): Filter {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  const text: (record: LogRecord) => string = filter.hasStreamIdentifier()
    ? ({ stream }) => stream
    : ({ type }) => type;
  const regex = expression?.getRegex();
  if (regex) {
    const pattern = new RegExp(regex, 'u');
    return (record) => pattern.test(text(record));
  }
  const prefixes = expression?.getPrefixList() ?? [];
  return (record) => prefixes.some((prefix) => text(record).startsWith(prefix));
}
