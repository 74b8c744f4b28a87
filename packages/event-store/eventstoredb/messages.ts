import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision, NewEvent } from '../event-store.ts';
import type { LogPosition } from './position.ts';
import type { RecordedEvent } from './recorded-event.ts';

const { Options } = streams.ReadReq;
const TICKS_PER_MS = 10_000n;

/** Events that a server-side filter examines before it may send a checkpoint. */
const SEARCH_WINDOW = 32;

export interface StreamPage {
  readonly stream: string;
  readonly from: number | 'end';
  readonly direction: 'forwards' | 'backwards';
  readonly count: number;
}

export interface LogPage {
  readonly from: LogPosition | 'start' | 'end';
  readonly direction: 'forwards' | 'backwards';
  readonly count: number;
}

export interface SubscriptionRequest {
  readonly after: LogPosition | undefined;
  /** Matches the names of streams. */
  readonly filter: { readonly prefixes: readonly string[] } | { readonly regex: string };
  /** Search windows of 32 events between two checkpoints. */
  readonly checkpointInterval: number;
}

/** A message of a subscription. */
export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'checkpoint'; readonly position: LogPosition }
  | { readonly kind: 'confirmed' | 'caught up' | 'other' };

export function appendRequests(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): InstanceType<typeof streams.AppendReq>[] {
  const options = new streams.AppendReq.Options().setStreamIdentifier(streamIdentifier(stream));
  if (expected === 'any') options.setAny(new shared.Empty());
  else if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setRevision(String(expected));
  return [
    new streams.AppendReq().setOptions(options),
    ...events.map((event) => new streams.AppendReq().setProposedMessage(proposedMessage(event))),
  ];
}

export function streamPageRequest({ stream, from, direction, count }: StreamPage) {
  const source = new Options.StreamOptions().setStreamIdentifier(streamIdentifier(stream));
  if (from === 'end') source.setEnd(new shared.Empty());
  else source.setRevision(String(from));
  return request(readOptions(direction).setStream(source).setCount(String(count)));
}

export function logPageRequest({ from, direction, count }: LogPage) {
  return request(readOptions(direction).setAll(wholeLog(from)).setCount(String(count)));
}

export function subscriptionRequest({ after, filter, checkpointInterval }: SubscriptionRequest) {
  const expression = new Options.FilterOptions.Expression();
  if ('prefixes' in filter) expression.setPrefixList([...filter.prefixes]);
  else expression.setRegex(filter.regex);
  const options = readOptions('forwards')
    .setAll(wholeLog(after ?? 'start'))
    .setSubscription(new Options.SubscriptionOptions())
    .setFilter(
      new Options.FilterOptions()
        .setStreamIdentifier(expression)
        .setMax(SEARCH_WINDOW)
        .setCheckpointintervalmultiplier(checkpointInterval),
    );
  return request(options);
}

/** Converts an event; `undefined` for any other response. */
export function recordedEvent(response: ReadResp): RecordedEvent | undefined {
  const recorded = response.getEvent()?.getEvent();
  if (!recorded) return undefined;
  const properties = recorded.getMetadataMap();
  const isJson = properties.get('content-type') === 'application/json';
  const data = Buffer.from(recorded.getData_asU8());
  return {
    stream: text(recorded.getStreamIdentifier()!.getStreamName_asU8()),
    id: recorded.getId()!.getString(),
    revision: Number(recorded.getStreamRevision()),
    type: properties.get('type') ?? '',
    data: isJson ? parsed(data) : data,
    metadata: parsed(Buffer.from(recorded.getCustomMetadata_asU8())),
    createdAt: new Date(Number(BigInt(properties.get('created') ?? '0') / TICKS_PER_MS)),
    position: {
      commit: BigInt(recorded.getCommitPosition()),
      prepare: BigInt(recorded.getPreparePosition()),
    },
  };
}

export function subscriptionMessage(response: ReadResp): SubscriptionMessage {
  const event = recordedEvent(response);
  if (event) return { kind: 'event', event };
  const checkpoint = response.getCheckpoint();
  if (checkpoint) {
    const commit = BigInt(checkpoint.getCommitPosition());
    const prepare = BigInt(checkpoint.getPreparePosition());
    return { kind: 'checkpoint', position: { commit, prepare } };
  }
  if (response.hasConfirmation()) return { kind: 'confirmed' };
  return { kind: response.hasCaughtUp() ? 'caught up' : 'other' };
}

function proposedMessage({ id, type, data, metadata }: NewEvent) {
  const message = new streams.AppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(id))
    .setData(Buffer.from(JSON.stringify(data)))
    .setCustomMetadata(Buffer.from(JSON.stringify(metadata)));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
}

function readOptions(direction: 'forwards' | 'backwards') {
  const { FORWARDS, BACKWARDS } = Options.ReadDirection;
  return new Options()
    .setReadDirection(direction === 'forwards' ? FORWARDS : BACKWARDS)
    .setResolveLinks(false)
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()))
    .setNoFilter(new shared.Empty());
}

function request(options: InstanceType<typeof Options>) {
  return new streams.ReadReq().setOptions(options);
}

function wholeLog(from: LogPosition | 'start' | 'end') {
  const options = new Options.AllOptions();
  if (from === 'start') return options.setStart(new shared.Empty());
  if (from === 'end') return options.setEnd(new shared.Empty());
  const position = new Options.Position()
    .setCommitPosition(String(from.commit))
    .setPreparePosition(String(from.prepare));
  return options.setPosition(position);
}

function streamIdentifier(stream: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));
}

/** Parses JSON; returns the text itself if another program appended something else. */
function parsed(bytes: Buffer): unknown {
  const json = bytes.toString('utf8');
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
