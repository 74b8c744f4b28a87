import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, Metadata, type ServiceError } from '@grpc/grpc-js';

// Plays fixed calls against a server, and records its answers. Ids, positions and times are
// replaced by names: `@a1` is the position of the event a1, "after @a1" a later one.

/** The answers to one call. */
export type Answers = readonly object[];
/** By scenario, then by call. */
export type Recording = Record<string, Record<string, Answers>>;

export interface PlayOptions {
  readonly address: string;
  /** Silence after which a subscription counts as caught up. */
  readonly quietMs: number;
  readonly restart: () => Promise<void>;
}

type Place = readonly [commit: bigint, prepare: bigint];
type Expectation = 'any' | 'no-stream' | 'stream-exists' | number;

interface Event {
  readonly name: string;
  readonly type?: string;
  readonly data?: string;
}

interface StreamRange {
  readonly from?: number | 'start' | 'end';
  readonly count?: number;
  readonly backwards?: boolean;
}

interface LogRange {
  readonly from?: Place | 'end';
  readonly count?: number;
  readonly backwards?: boolean;
  readonly prefixes?: string[];
}

interface LogSubscription {
  readonly after?: Place | 'end';
  readonly prefixes?: string[];
  readonly regex?: string;
  readonly interval?: number;
}

interface ReadOptions {
  /** Runs once the read has begun. */
  readonly during?: () => Promise<unknown>;
  readonly showsSystem?: boolean;
}

const TRANSPORT_TRAILERS = [
  'date',
  'server',
  'content-type',
  'content-length',
  'grpc-encoding',
  'grpc-accept-encoding',
];
const MESSAGE_BYTES = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const END_OF_LOG = 2n ** 64n - 1n;

const empty = () => new shared.Empty();
const identifier = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));
const event = (name: string, more: Omit<Event, 'name'> = {}): Event => ({ name, ...more });
const events = (...names: string[]) => names.map((name) => event(name));

/** Calls one server, and replaces ids, positions and times in its answers by names. */
class Player {
  readonly #options: PlayOptions;
  readonly #names = new Map<string, string>();
  readonly #places = new Map<string, Place>();
  #client: StreamsClient;

  constructor(options: PlayOptions) {
    this.#options = options;
    this.#client = new StreamsClient(options.address, credentials.createInsecure(), MESSAGE_BYTES);
  }

  close(): void {
    this.#client.close();
  }

  /** Returns the position of an event, or one some bytes later. */
  at(name: string, bytes = 0n): Place {
    const [commit, prepare] = this.#places.get(name)!;
    return [commit + bytes, prepare + bytes];
  }

  append(
    stream: string,
    expected: Expectation,
    appended: readonly Event[],
    metadata = new Metadata(),
  ): Promise<object> {
    return new Promise((resolve) => {
      const options = { deadline: Date.now() + 5_000 };
      const call = this.#client.append(metadata, options, (error, response) => {
        if (error) return resolve(failure(error));
        const conflict = response.getWrongExpectedVersion();
        if (conflict) return resolve(conflictAnswer(conflict));
        const success = response.getSuccess()!;
        const position = success.getPosition();
        const last = appended.at(-1)?.name;
        if (position && last && !this.#places.has(last)) {
          const place = [
            BigInt(position.getCommitPosition()),
            BigInt(position.getPreparePosition()),
          ] as const;
          this.#places.set(last, place);
        }
        resolve({
          success: success.hasNoStream() ? 'no stream' : Number(success.getCurrentRevision()),
          position: position
            ? this.#placeName(position.getCommitPosition(), position.getPreparePosition())
            : 'none',
        });
      });
      call.on('error', () => {});
      const header = new streams.AppendReq.Options().setStreamIdentifier(identifier(stream));
      expect(header, expected);
      call.write(new streams.AppendReq().setOptions(header));
      for (const { name, type = 'Happened', data = '{"n":1}' } of appended) {
        const message = new streams.AppendReq.ProposedMessage()
          .setId(new shared.UUID().setString(this.#id(name)))
          .setData(Buffer.from(data))
          .setCustomMetadata(Buffer.from('{}'));
        message.getMetadataMap().set('type', type).set('content-type', 'application/json');
        call.write(new streams.AppendReq().setProposedMessage(message));
      }
      call.end();
    });
  }

  readStream(
    stream: string,
    { from = 0, count = 100, backwards = false }: StreamRange = {},
  ): Promise<object[]> {
    const source = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(
      identifier(stream),
    );
    if (from === 'end') source.setEnd(empty());
    else if (from === 'start') source.setStart(empty());
    else source.setRevision(String(from));
    return this.#read(readOptions(backwards).setStream(source).setCount(String(count)));
  }

  readAll(
    { from, count = 1_000, backwards = false, prefixes }: LogRange,
    options?: ReadOptions,
  ): Promise<object[]> {
    const request = readOptions(backwards).setAll(wholeLog(from)).setCount(String(count));
    if (prefixes) request.setFilter(filter({ prefixes }));
    return this.#read(request, options);
  }

  subscribe({ after, ...selection }: LogSubscription, options?: ReadOptions): Promise<object[]> {
    const request = readOptions(false)
      .setAll(wholeLog(after))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    if (selection.prefixes || selection.regex) request.setFilter(filter(selection));
    return this.#read(request, options);
  }

  delete(stream: string, expected: Expectation): Promise<object> {
    const options = new streams.DeleteReq.Options().setStreamIdentifier(identifier(stream));
    expect(options, expected);
    return new Promise((resolve) => {
      this.#client.delete(new streams.DeleteReq().setOptions(options), (error, response) =>
        resolve(error ? failure(error) : { delete: placeAnswer(response.hasPosition()) }),
      );
    });
  }

  tombstone(stream: string, expected: Expectation): Promise<object> {
    const options = new streams.TombstoneReq.Options().setStreamIdentifier(identifier(stream));
    expect(options, expected);
    return new Promise((resolve) => {
      this.#client.tombstone(new streams.TombstoneReq().setOptions(options), (error, response) =>
        resolve(error ? failure(error) : { tombstone: placeAnswer(response.hasPosition()) }),
      );
    });
  }

  members(): Promise<object> {
    const client = new GossipClient(this.#options.address, credentials.createInsecure());
    return new Promise((resolve) => {
      client.read(empty(), (error, info) => {
        client.close();
        if (error) return resolve(failure(error));
        resolve(info.getMembersList().map((m) => ({ state: m.getState(), alive: m.getIsAlive() })));
      });
    });
  }

  async restart(): Promise<void> {
    await this.#options.restart();
    this.#client.close();
    this.#client = new StreamsClient(
      this.#options.address,
      credentials.createInsecure(),
      MESSAGE_BYTES,
    );
    for (let attempt = 0; attempt < 200; attempt++) {
      const answers = await this.readStream('wire-b', { count: 1 });
      if (!answers.some((answer) => 'error' in answer)) return;
      await sleep(100);
    }
  }

  /** Collects the messages of a read until it ends; those of a subscription, until nothing follows for a while. */
  #read(
    options: ReturnType<typeof readOptions>,
    { during, showsSystem = false }: ReadOptions = {},
  ): Promise<object[]> {
    return new Promise((resolve) => {
      const responses: ReadResp[] = [];
      const call = this.#client.read(new streams.ReadReq().setOptions(options), new Metadata());
      let quiet: NodeJS.Timeout | undefined;
      const finish = (last: object) => {
        clearTimeout(quiet);
        call.cancel();
        // Named at the end, when all places are known.
        const named = responses.map((response) => this.#message(response));
        const shown = named.filter((answer) => showsSystem || !('system' in answer));
        resolve([...shown, last]);
      };
      let next = during;
      const onQuiet = async () => {
        if (!next) return finish({ goesOn: true });
        const running = next();
        next = () => running; // Waits for its effects, however slow it is.
        await running;
        next = undefined;
        wait();
      };
      const wait = () => {
        if (!options.hasSubscription()) return; // Ends by itself.
        clearTimeout(quiet);
        quiet = setTimeout(onQuiet, this.#options.quietMs);
      };
      call
        .on('data', (response: ReadResp) => {
          responses.push(response);
          wait();
        })
        .on('error', (error: ServiceError) => finish(failure(error)))
        .on('end', () => setTimeout(() => finish({ end: true }), 20));
    });
  }

  #message(response: ReadResp): object {
    if (response.hasEvent()) return this.#event(response.getEvent()!);
    if (response.hasConfirmation()) return { confirmation: true };
    if (response.hasCaughtUp()) return { caughtUp: true };
    const checkpoint = response.getCheckpoint();
    if (checkpoint) {
      const place = this.#placeName(
        checkpoint.getCommitPosition(),
        checkpoint.getPreparePosition(),
      );
      return { checkpoint: place };
    }
    const notFound = response.getStreamNotFound();
    if (notFound)
      return { streamNotFound: text(notFound.getStreamIdentifier()!.getStreamName_asU8()) };
    return { other: response.getContentCase() };
  }

  #event(read: ReadResp.ReadEvent): object {
    const recorded = read.getEvent()!;
    const stream = text(recorded.getStreamIdentifier()!.getStreamName_asU8());
    if (stream.startsWith('$') && !stream.startsWith('$$wire')) return { system: true };
    const name = this.#names.get(recorded.getId()!.getString());
    const fields = [
      ...recorded
        .getMetadataMap()
        .toArray()
        .map(([field]) => field),
    ]
      .sort()
      .join();
    const commit = read.getCommitPosition();
    return {
      event: name ?? (stream.startsWith('$$') ? 'metadata' : 'unnamed'),
      stream,
      type: recorded.getMetadataMap().get('type'),
      revision: recorded.getStreamRevision(),
      position: this.#placeName(recorded.getCommitPosition(), recorded.getPreparePosition()),
      outer: read.hasNoPosition() ? 'none' : this.#placeName(commit, commit),
      ...(!name && stream.startsWith('$$') && { data: text(recorded.getData_asU8()) }),
      fields,
    };
  }

  #id(name: string): string {
    const hash = createHash('md5').update(`wire ${name}`).digest('hex');
    const id = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
    this.#names.set(id, name);
    return id;
  }

  /** Names the event at a position, or the last one before it. */
  #placeName(commitText: string, prepareText: string): string {
    const commit = BigInt(commitText);
    if (commit === END_OF_LOG) return 'end';
    const note = commitText === prepareText ? '' : ', prepare differs';
    let before: [name: string, commit: bigint] = ['nothing', -1n];
    for (const [name, [place]] of this.#places) {
      if (place === commit) return `@${name}${note}`;
      if (place < commit && place > before[1]) before = [name, place];
    }
    return `after @${before[0]}${note}`;
  }
}

type Say = (call: string, answers: object | object[]) => void;
type Scenario = (player: Player, say: Say) => Promise<void>;

const SCENARIOS: Record<string, Scenario> = {
  async appending(player, say) {
    const leader = new Metadata();
    leader.set('requires-leader', 'true');
    say('no-stream to none', await player.append('wire-a', 'no-stream', events('a0', 'a1')));
    say('revision 1', await player.append('wire-a', 1, events('a2')));
    say('any', await player.append('wire-a', 'any', events('a3')));
    say('stream-exists', await player.append('wire-a', 'stream-exists', events('a4')));
    say('stream-exists to none', await player.append('wire-none', 'stream-exists', events('x1')));
    say('no-stream to some', await player.append('wire-a', 'no-stream', events('x2')));
    say('revision too low', await player.append('wire-a', 2, events('x3')));
    say('revision too high', await player.append('wire-a', 9, events('x4')));
    say('revision to none', await player.append('wire-none', 0, events('x5')));
    say('no events', await player.append('wire-nothing', 'any', []));
    say('no events, no-stream', await player.append('wire-nothing', 'no-stream', []));
    say('no events to some', await player.append('wire-a', 'any', []));
    say('an empty name', await player.append('', 'any', events('x6')));
    say('an empty type', await player.append('wire-a', 'any', [event('x7', { type: '' })]));
    say('a name that begins with $', await player.append('$wire-a', 'any', events('x8')));
    say('with requires-leader', await player.append('wire-a', 'any', events('a5'), leader));
  },

  async 'the same ids again'(player, say) {
    await player.append('wire-b', 'no-stream', events('b0', 'b1'));
    await player.append('wire-b', 1, events('b2'));
    const append = (expected: Expectation, ...names: string[]) =>
      player.append('wire-b', expected, events(...names));
    say('no-stream', await append('no-stream', 'b0', 'b1'));
    say('revision', await append(1, 'b2'));
    say('any, all', await append('any', 'b0', 'b1'));
    say('any, last', await append('any', 'b2'));
    say('any, across appends', await append('any', 'b0', 'b1', 'b2'));
    say('any, not in order', await append('any', 'b1', 'b0'));
    say('any, one old and one new', await append('any', 'b2', 'b3'));
    say('any, one new and one old', await append('any', 'b4', 'b2'));
    say('no-stream, one old and one new', await append('no-stream', 'b0', 'b5'));
    say('no-stream, the first alone', await append('no-stream', 'b0'));
    say('no-stream, more than before', await append('no-stream', 'b0', 'b1', 'b2', 'b6'));
    say('stream-exists, the last', await append('stream-exists', 'b2'));
    say(
      'the same id twice at once',
      await player.append('wire-twice', 'no-stream', events('t0', 't0')),
    );
    say('in another stream, any', await player.append('wire-b2', 'any', events('b0')));
    say('in another stream, no-stream', await player.append('wire-b3', 'no-stream', events('b0')));
    say('what wire-b has', await player.readStream('wire-b'));
    say('what wire-twice has', await player.readStream('wire-twice'));
  },

  async 'reading a stream'(player, say) {
    await player.append('wire-c', 'no-stream', events('c0', 'c1', 'c2'));
    const read = (range?: StreamRange) => player.readStream('wire-c', range);
    say('from 0', await read());
    say('from the start', await read({ from: 'start' }));
    say('from 1, two', await read({ from: 1, count: 2 }));
    say('exactly what is there', await read({ count: 3 }));
    say('from beyond the end', await read({ from: 7 }));
    say('from the end, forwards', await read({ from: 'end' }));
    say('backwards from the end', await read({ from: 'end', backwards: true }));
    say('backwards, two', await read({ from: 'end', backwards: true, count: 2 }));
    say('backwards from 1', await read({ from: 1, backwards: true }));
    say('backwards from beyond', await read({ from: 9, backwards: true }));
    say('none', await player.readStream('wire-none'));
    say('none, backwards', await player.readStream('wire-none', { from: 'end', backwards: true }));
    say('count 0', await read({ count: 0 }));
  },

  async deleting(player, say) {
    await player.append('wire-d', 'no-stream', events('d0', 'd1'));
    say('one that is not there, any', await player.delete('wire-none', 'any'));
    say('one that is not there, no-stream', await player.delete('wire-none2', 'no-stream'));
    say('one at the wrong revision', await player.delete('wire-d', 5));
    say('one', await player.delete('wire-d', 'any'));
    say('again', await player.delete('wire-d', 'any'));
    say('read it', await player.readStream('wire-d'));
    say('read it backwards', await player.readStream('wire-d', { from: 'end', backwards: true }));
    say('its metadata', await player.readStream('$$wire-d'));
    say('append, stream-exists', await player.append('wire-d', 'stream-exists', events('x9')));
    say('append, no-stream', await player.append('wire-d', 'no-stream', events('d2')));
    say('read it', await player.readStream('wire-d'));
    say('from 0, one', await player.readStream('wire-d', { count: 1 }));
    say('its metadata then', await player.readStream('$$wire-d'));
    await player.append('wire-e', 'no-stream', events('e0', 'e1'));
    await player.delete('wire-e', 1);
    say('append to another, at its last revision', await player.append('wire-e', 1, events('e2')));
    await player.append('wire-f', 'no-stream', events('f0', 'f1'));
    await player.delete('wire-f', 1);
    const again = player.append('wire-f', 'no-stream', events('f0', 'f1'));
    say('the same ids to a third, no-stream', await again);
    say('read it', await player.readStream('wire-f'));
  },

  async 'deleting for good'(player, say) {
    await player.append('wire-g', 'no-stream', events('g0'));
    say('one that is not there', await player.tombstone('wire-none3', 'any'));
    say('one', await player.tombstone('wire-g', 'any'));
    say('again', await player.tombstone('wire-g', 'any'));
    say('delete it', await player.delete('wire-g', 'any'));
    say('read it', await player.readStream('wire-g'));
    say('read it backwards', await player.readStream('wire-g', { from: 'end', backwards: true }));
    for (const expected of ['any', 'no-stream', 'stream-exists', 0] as const) {
      say(`append, ${expected}`, await player.append('wire-g', expected, events('x10')));
    }
    say('the same id again', await player.append('wire-g', 'no-stream', events('g0')));
  },

  async 'what metadata does'(player, say) {
    const all = events('h0', 'h1', 'h2', 'h3', 'h4');
    const metadata = (name: string, data: string) =>
      player.append('$$wire-h', 'any', [event(name, { type: '$metadata', data })]);
    await player.append('wire-h', 'no-stream', all);
    say('max count 2', await metadata('hm', '{"$maxCount":2}'));
    say('read', await player.readStream('wire-h'));
    say('read, two', await player.readStream('wire-h', { count: 2 }));
    say('read backwards', await player.readStream('wire-h', { from: 'end', backwards: true }));
    say('the same ids again, no-stream', await player.append('wire-h', 'no-stream', all));
    say('truncate before 4', await metadata('hm2', '{"$tb":4}'));
    say('read then', await player.readStream('wire-h'));
    say('from 1, one', await player.readStream('wire-h', { from: 1, count: 1 }));
  },

  async 'too large'(player, say) {
    const sized = (name: string, bytes: number) =>
      event(name, { data: JSON.stringify({ t: 'x'.repeat(bytes) }) });
    const append = (...appended: Event[]) => player.append('wire-i', 'any', appended);
    say('1,000,000 bytes', await append(sized('i0', 1_000_000)));
    say('1,100,000 bytes', await append(sized('i1', 1_100_000)));
    say('2 × 600,000 bytes', await append(sized('i2', 600_000), sized('i3', 600_000)));
    say('17,000,000 bytes', await append(sized('i4', 17_000_000)));
    say('read', await player.readStream('wire-i'));
  },

  async 'reading everything'(player, say) {
    await player.append('wire-j', 'no-stream', events('j0'));
    await player.append('wire-k', 'no-stream', events('k0', 'k1'));
    await player.append('wire-j', 0, events('j1'));
    await sleep(100);
    const read = (range: LogRange) => player.readAll(range);
    const j0 = player.at('j0');
    const k1 = player.at('k1');
    const amid = player.at('j0', 3n);
    const beyond = player.at('j1', 10n ** 12n);
    say('from @j0, forwards', await read({ from: j0 }));
    say('from @k1, two', await read({ from: k1, count: 2 }));
    say('from @k1 backwards, two', await read({ from: k1, count: 2, backwards: true }));
    say('from the end backwards, three', await read({ from: 'end', count: 3, backwards: true }));
    say('from the end forwards', await read({ from: 'end' }));
    say('from @j0, filtered by wire-j', await read({ from: j0, prefixes: ['wire-j'] }));
    say(
      'from the end backwards, filtered by wire-k, one',
      await read({ from: 'end', backwards: true, count: 1, prefixes: ['wire-k'] }),
    );
    say('amid a record, forwards', await read({ from: amid }));
    say('amid a record, backwards', await read({ from: amid, backwards: true }));
    say('amid a record, filtered', await read({ from: amid, prefixes: ['wire-j'] }));
    say('far beyond the end, forwards', await read({ from: beyond }));
    say(
      'far beyond the end, backwards, two',
      await read({ from: beyond, backwards: true, count: 2 }),
    );
    say('far beyond the end, filtered', await read({ from: beyond, prefixes: ['wire-j'] }));
    say('prepare after commit', await read({ from: [j0[0], player.at('j1')[1]] }));
    const raw = { showsSystem: true };
    say('at 0:0, one', await player.readAll({ from: [0n, 0n], count: 1 }, raw));
    say('at 1:1', await player.readAll({ from: [1n, 1n], count: 1 }, raw));
    say('at -1:-1', await player.readAll({ from: [END_OF_LOG, END_OF_LOG], count: 1 }, raw));
  },

  async 'subscribing to everything'(player, say) {
    await player.append('wire-l', 'no-stream', events('l0'));
    await player.append('wire-m', 'no-stream', events('m0'));
    const subscribe = (subscription: LogSubscription) => player.subscribe(subscription);
    const subscribeAndAppend = (subscription: LogSubscription, name: string, stream = 'wire-l') =>
      player.subscribe(subscription, { during: () => player.append(stream, 'any', events(name)) });
    const l0 = player.at('l0');
    const amid = player.at('l0', 3n);
    const beyond = player.at('l0', 10n ** 12n);
    const byM = ['wire-m'];
    say('after @l0', await subscribeAndAppend({ after: l0 }, 'l1'));
    say(
      'after @l0, ordinary streams',
      await subscribeAndAppend({ after: l0, regex: '^[^$]' }, 'l2'),
    );
    say('after @l0, by wire-m', await subscribeAndAppend({ after: l0, prefixes: byM }, 'l3'));
    say('from the end', await subscribeAndAppend({ after: 'end' }, 'l4'));
    say(
      'from the end, by wire-m',
      await subscribeAndAppend({ after: 'end', prefixes: byM }, 'm1', 'wire-m'),
    );
    say('after the last event', await subscribe({ after: player.at('m1'), prefixes: byM }));
    say('amid a record', await subscribe({ after: amid }));
    say('amid a record, filtered', await subscribe({ after: amid, prefixes: ['wire-'] }));
    say('at 1:1', await subscribe({ after: [1n, 1n], regex: '^[^$]' }));
    say('far beyond the end', await subscribeAndAppend({ after: beyond }, 'l5'));
    const filtered = { after: beyond, prefixes: ['wire-'] };
    say('far beyond the end, filtered', await subscribeAndAppend(filtered, 'l6'));
  },

  async checkpoints(player, say) {
    await player.append('wire-n', 'no-stream', events('n-first'));
    const after = player.at('n-first');
    for (let page = 0; page < 6; page++) {
      const names = Array.from({ length: 50 }, (_, index) => `n${page * 50 + index}`);
      await player.append('wire-n', 'any', events(...names));
    }
    await player.append('wire-o', 'no-stream', events('o0'));
    for (const interval of [1, 2, 4, 8]) {
      const answers = await player.subscribe({ after, prefixes: ['wire-o'], interval });
      say(`over 300 events that are left out, then one; multiplier ${interval}`, counted(answers));
    }
    const during = async () => {
      for (let n = 0; n < 100; n++) await player.append('wire-n', 'any', events(`live${n}`));
    };
    const live = { after: player.at('o0'), prefixes: ['wire-o'], interval: 1 };
    const liveAnswers = counted(await player.subscribe(live, { during }));
    say('100 live events that are left out; multiplier 1', liveAnswers);
    const matching = await player.subscribe({ after, prefixes: ['wire-n'], interval: 1 });
    const count = (kind: string) => matching.filter((answer) => kind in answer).length;
    say('over 400 events that match; multiplier 1', {
      events: count('event'),
      checkpoints: count('checkpoint'),
      caughtUp: count('caughtUp'),
      last: matching.slice(-4).map((answer) => Object.keys(answer)[0]),
    });
  },

  async members(player, say) {
    say('members', await player.members());
  },

  async 'after a restart'(player, say) {
    await player.restart();
    say('no-stream again', await player.append('wire-b', 'no-stream', events('b0', 'b1')));
    say('any again', await player.append('wire-b', 'any', events('b2')));
    say('what wire-b has', await player.readStream('wire-b'));
  },
};

export async function recordAnswers(options: PlayOptions): Promise<Recording> {
  const player = new Player(options);
  const recording: Recording = {};
  for (const [name, play] of Object.entries(SCENARIOS)) {
    const calls: Record<string, Answers> = {};
    recording[name] = calls;
    await play(player, (call, answers) => {
      let label = call;
      for (let n = 2; label in calls; n++) label = `${call} (${n})`;
      calls[label] = [answers].flat();
    });
  }
  player.close();
  return recording;
}

function readOptions(backwards: boolean) {
  const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;
  return new streams.ReadReq.Options()
    .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(empty()))
    .setNoFilter(empty())
    .setReadDirection(backwards ? BACKWARDS : FORWARDS)
    .setResolveLinks(false);
}

function wholeLog(from: Place | 'end' | undefined) {
  const options = new streams.ReadReq.Options.AllOptions();
  if (from === undefined) return options.setStart(empty());
  if (from === 'end') return options.setEnd(empty());
  const position = new streams.ReadReq.Options.Position()
    .setCommitPosition(String(from[0]))
    .setPreparePosition(String(from[1]));
  return options.setPosition(position);
}

function filter({ prefixes, regex, interval = 8 }: LogSubscription) {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  if (prefixes) expression.setPrefixList(prefixes);
  else expression.setRegex(regex!);
  return new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(expression)
    .setMax(32)
    .setCheckpointintervalmultiplier(interval);
}

function expect(
  target: Pick<
    InstanceType<typeof streams.AppendReq.Options>,
    'setAny' | 'setNoStream' | 'setStreamExists' | 'setRevision'
  >,
  expected: Expectation,
): void {
  if (expected === 'any') target.setAny(empty());
  else if (expected === 'no-stream') target.setNoStream(empty());
  else if (expected === 'stream-exists') target.setStreamExists(empty());
  else target.setRevision(String(expected));
}

function conflictAnswer(
  conflict: InstanceType<typeof streams.AppendResp.WrongExpectedVersion>,
): object {
  const expected = () => {
    if (conflict.hasExpectedAny()) return 'any';
    if (conflict.hasExpectedStreamExists()) return 'stream exists';
    return conflict.hasExpectedNoStream() ? 'no stream' : Number(conflict.getExpectedRevision());
  };
  return {
    wrongExpectedVersion: conflict.hasCurrentNoStream()
      ? 'no stream'
      : Number(conflict.getCurrentRevision()),
    expected: expected(),
  };
}

function failure({ code, details, metadata }: ServiceError): object {
  const trailers = Object.entries(metadata.getMap())
    .filter(([name]) => !TRANSPORT_TRAILERS.includes(name))
    .map(([name, value]) => [name, String(value)]);
  const answer = { error: code, details };
  return trailers.length === 0 ? answer : { ...answer, trailers: Object.fromEntries(trailers) };
}

/** Replaces consecutive checkpoints by their number. */
function counted(answers: readonly object[]): object[] {
  const list: { checkpoints?: number }[] = [];
  for (const answer of answers) {
    const last = list.at(-1);
    if (!('checkpoint' in answer)) list.push(answer);
    else if (last?.checkpoints) last.checkpoints++;
    else list.push({ checkpoints: 1 });
  }
  return list;
}

function placeAnswer(hasPosition: boolean): string {
  return hasPosition ? 'with a position' : 'no position';
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
