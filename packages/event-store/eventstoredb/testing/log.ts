import { EventEmitter, once } from 'node:events';

/** Expected state of the stream of an append or a deletion: a number is its last revision, -1 a missing stream. */
export type Expected = 'any' | 'stream-exists' | bigint;
export const NO_STREAM = -1n;

export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface LogRecord extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  /** Offset of its first byte in the log. Every record is its own commit. */
  readonly position: bigint;
  readonly createdAt: number;
}

export type Outcome =
  | { readonly kind: 'stored' | 'repeated'; readonly last: LogRecord }
  /** An append of no events: the stream's last revision. */
  | { readonly kind: 'nothing'; readonly current: bigint }
  /** The same ids again, in a stream that was deleted since. */
  | { readonly kind: 'repeated, deleted'; readonly revision: bigint }
  | { readonly kind: 'conflict'; readonly current: bigint }
  | { readonly kind: 'deleted' };

interface Stream {
  readonly records: LogRecord[];
  tombstoned: boolean;
}

interface StreamMetadata {
  /** Revisions before it count as deleted. */
  readonly truncateBefore: bigint;
  readonly maxCount: number;
}

/** `truncateBefore` of a deleted stream, and the revision of a tombstone. */
const LAST_REVISION = 2n ** 63n - 1n;
const RECORD_OVERHEAD = 74;
const REMEMBERED_IDS = 50_000;
const NOTHING = new Uint8Array();

export interface EventLogOptions {
  /** Number of appends after which the server writes statistics of its own; never by default. */
  readonly statisticsEvery?: number;
}

/** The server's log in memory: the records of all streams in one order, including the server's own. */
export class EventLog {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, Stream>();
  /** The first record of each recent id: the only memory of ids for appends without an expected revision. */
  readonly #remembered = new Map<string, LogRecord>();
  readonly #growth = new EventEmitter().setMaxListeners(0);
  readonly #statisticsEvery: number;
  #end = 0n;
  #appends = 0;

  constructor({ statisticsEvery = Number.POSITIVE_INFINITY }: EventLogOptions = {}) {
    this.#statisticsEvery = statisticsEvery;
    this.#write('$users', system('$User', '{"name":"admin"}'));
    this.#write('$epoch-information', system('$epoch', '{"epochNumber":0}'));
  }

  /** Position of the next record. */
  get end(): bigint {
    return this.#end;
  }

  /** Appends by the server's rules, including those for repeated ids. */
  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    const outcome = this.#judge(stream, expected, events);
    if (outcome) return outcome;
    if (events.length === 0) return { kind: 'nothing', current: this.#current(stream) };
    const revived = this.#isDeleted(stream) ? this.#current(stream) + 1n : undefined;
    for (const event of events) this.#write(stream, event);
    const last = this.records.at(-1)!;
    if (revived !== undefined) this.#truncate(stream, revived);
    this.#appends++;
    if (this.#appends % this.#statisticsEvery === 0) {
      const statistics = `{"appends":${this.#appends}}`;
      this.#write('$stats-127.0.0.1:2113', system('$statsCollected', statistics));
    }
    this.#growth.emit('grown');
    return { kind: 'stored', last };
  }

  /** Returns the stream's records, oldest first; `undefined` if the stream does not exist (any more). */
  stream(name: string): readonly LogRecord[] | 'tombstoned' | undefined {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned) return 'tombstoned';
    if (!stream || this.#isDeleted(name)) return undefined;
    const { truncateBefore, maxCount } = this.#metadata(name);
    const first = BigInt(Math.max(0, stream.records.length - maxCount));
    return stream.records.filter(({ revision }) => revision >= truncateBefore && revision >= first);
  }

  /**
   * Deletes a stream; a later append continues its revisions.
   *
   * @returns the stream's last revision if it is not the expected one
   */
  delete(name: string, expected: Expected): bigint | undefined {
    const current = this.#current(name);
    if (current === NO_STREAM || (typeof expected === 'bigint' && expected !== current)) {
      return current;
    }
    this.#truncate(name, LAST_REVISION);
    this.#growth.emit('grown');
    return undefined;
  }

  /** Deletes a stream for good. */
  tombstone(name: string): void {
    this.#streamOf(name).tombstoned = true;
    this.#record(name, LAST_REVISION, system('$streamDeleted', '{}'));
    this.#growth.emit('grown');
  }

  /** Finds the index of the first record at a position or after it. */
  indexAt(position: bigint): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Loses its last records, as an older backup or a damaged disk does. */
  loseEnd(records: number): void {
    for (const { stream, id } of this.records.splice(-records)) {
      this.#streams.get(stream)!.records.pop();
      this.#remembered.delete(id);
    }
    const last = this.records.at(-1)!;
    this.#end = last.position + sizeOf(last.stream, last);
  }

  /** Resolves after the next write; rejects when the signal aborts. */
  async grown(signal: AbortSignal): Promise<void> {
    await once(this.#growth, 'grown', { signal });
  }

  /** Forgets the recent ids, as a restart of the server does. */
  forgetIds(): void {
    this.#remembered.clear();
  }

  /** Checks an append; `undefined` if its events must be written. */
  #judge(name: string, expected: Expected, events: readonly Proposed[]): Outcome | undefined {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned) return { kind: 'deleted' };
    const current = this.#current(name);
    const isDeleted = this.#isDeleted(name);
    if (expected === 'stream-exists') {
      if (isDeleted) return { kind: 'deleted' };
      if (current === NO_STREAM) return { kind: 'conflict', current };
    }
    if (events.length === 0) return undefined;
    if (typeof expected !== 'bigint') {
      const known = events.map(({ id }) => this.#remembered.get(id));
      if (known[0]?.stream !== name) return undefined;
      if (known.some((record) => record?.stream !== name)) return { kind: 'conflict', current };
      return { kind: 'repeated', last: known.at(-1)! };
    }
    if (expected > current) return { kind: 'conflict', current };
    if (expected === current) return undefined;
    const found = events.map((_, index) => stream!.records[Number(expected) + 1 + index]);
    if (events.every(({ id }, index) => found[index]?.id === id)) {
      const last = found.at(-1)!;
      if (isDeleted) return { kind: 'repeated, deleted', revision: last.revision };
      return { kind: 'repeated', last };
    }
    const beginsAgain = expected === NO_STREAM && isDeleted && found[0]?.id !== events[0]?.id;
    return beginsAgain ? undefined : { kind: 'conflict', current };
  }

  #current(name: string): bigint {
    return this.#streams.get(name)?.records.at(-1)?.revision ?? NO_STREAM;
  }

  #isDeleted(name: string): boolean {
    return this.#metadata(name).truncateBefore === LAST_REVISION;
  }

  #metadata(name: string): StreamMetadata {
    if (name.startsWith('$$')) return { truncateBefore: 0n, maxCount: 1 };
    const last = this.#streams.get(`$$${name}`)?.records.at(-1);
    const metadata = last ? JSON.parse(Buffer.from(last.data).toString()) : {};
    return {
      truncateBefore:
        metadata.$tb >= Number(LAST_REVISION) ? LAST_REVISION : BigInt(metadata.$tb ?? 0),
      maxCount: metadata.$maxCount ?? Number.POSITIVE_INFINITY,
    };
  }

  #streamOf(name: string): Stream {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = { records: [], tombstoned: false };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #truncate(name: string, before: bigint): void {
    this.#write(`$$${name}`, system('$metadata', `{"$tb":${before}}`));
  }

  #write(name: string, event: Proposed): void {
    const { records } = this.#streamOf(name);
    const record = this.#record(name, BigInt(records.length), event);
    records.push(record);
    if (!this.#remembered.has(record.id)) this.#remembered.set(record.id, record);
    if (this.#remembered.size > REMEMBERED_IDS) {
      this.#remembered.delete(this.#remembered.keys().next().value!);
    }
  }

  #record(stream: string, revision: bigint, event: Proposed): LogRecord {
    const record = { ...event, stream, revision, position: this.#end, createdAt: Date.now() };
    this.#end += sizeOf(stream, event);
    this.records.push(record);
    return record;
  }
}

function sizeOf(stream: string, { type, data, metadata }: Proposed): bigint {
  const names = 2 * (stream.length + type.length);
  return BigInt(RECORD_OVERHEAD + names + data.length + metadata.length);
}

function system(type: string, json: string): Proposed {
  const data = new TextEncoder().encode(json);
  return { id: crypto.randomUUID(), type, isJson: true, data, metadata: NOTHING };
}
