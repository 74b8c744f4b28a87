import { EventEmitter, once } from 'node:events';

/** What an append expects of its stream; a number is its last revision, -1 that there is none. */
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
  /** The byte at which it begins. Every record is its own commit. */
  readonly position: bigint;
  readonly createdAt: number;
}

export type Outcome =
  | { readonly kind: 'stored' | 'repeated'; readonly last: LogRecord }
  | { readonly kind: 'conflict'; readonly current: bigint }
  | { readonly kind: 'deleted' };

interface Stream {
  readonly records: LogRecord[];
  /** Everything before it counts as deleted. */
  truncateBefore: bigint;
  tombstoned: boolean;
}

/** What a stream's truncation is set to when it is deleted, and a tombstone's revision. */
const LAST_REVISION = 2n ** 63n - 1n;
const RECORD_OVERHEAD = 74;
const STATISTICS_EVERY = 5;
const REMEMBERED_IDS = 50_000;
const NOTHING = new Uint8Array();

/** The server's log in memory: every stream's records in one order, its own among them. */
export class EventLog {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, Stream>();
  /** Ids of late, whatever their stream: all that is known of them where nothing is expected. */
  readonly #remembered = new Map<string, LogRecord>();
  readonly #growth = new EventEmitter().setMaxListeners(0);
  #end = 0n;
  #appends = 0;

  constructor() {
    this.#writeSystem('$users', '$User', { name: 'admin' });
    this.#writeSystem('$epoch-information', '$epoch', { epochNumber: 0 });
  }

  /** Appends by the server's own rules, those for what was appended before included. */
  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    const outcome = this.#judge(this.#streams.get(stream), stream, expected, events);
    if (outcome) return outcome;
    this.#endDeletion(stream);
    for (const event of events) this.#write(stream, event);
    const last = this.records.at(-1)!;
    this.#appends++;
    if (this.#appends % STATISTICS_EVERY === 0) {
      this.#writeSystem('$stats-127.0.0.1:2113', '$statsCollected', { appends: this.#appends });
    }
    this.#growth.emit('grown');
    return { kind: 'stored', last };
  }

  /** The stream's records, oldest first; `undefined` where there is no such stream (any more). */
  stream(name: string): readonly LogRecord[] | 'tombstoned' | undefined {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned) return 'tombstoned';
    if (!stream || stream.truncateBefore === LAST_REVISION) return undefined;
    return stream.records.filter(({ revision }) => revision >= stream.truncateBefore);
  }

  /** Deletes a stream so that it may begin again, after the revisions that it had. */
  delete(name: string): void {
    this.#truncate(name, LAST_REVISION);
    this.#growth.emit('grown');
  }

  /** Deletes a stream for good. */
  tombstone(name: string): void {
    this.#streamOf(name).tombstoned = true;
    this.#record(name, LAST_REVISION, system('$streamDeleted', {}));
    this.#growth.emit('grown');
  }

  /** The position that the next record gets. */
  get end(): bigint {
    return this.#end;
  }

  /** The index of the first record that stands there or after it. */
  indexAt(position: bigint): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Resolves when something was written; rejects when the signal aborts. */
  async grown(signal: AbortSignal): Promise<void> {
    await once(this.#growth, 'grown', { signal });
  }

  /** What a server that was started again does not know any more. */
  forgetIds(): void {
    this.#remembered.clear();
  }

  /** `undefined` where the events are to be written. */
  #judge(
    stream: Stream | undefined,
    name: string,
    expected: Expected,
    events: readonly Proposed[],
  ): Outcome | undefined {
    if (stream?.tombstoned) return { kind: 'deleted' };
    const current = stream?.records.at(-1)?.revision ?? NO_STREAM;
    const isDeleted = stream?.truncateBefore === LAST_REVISION;
    if (expected === 'stream-exists') {
      if (isDeleted) return { kind: 'deleted' };
      if (current === NO_STREAM) return { kind: 'conflict', current };
    }
    if (typeof expected !== 'bigint') {
      const known = events.map(({ id }) => this.#remembered.get(id));
      if (known[0]?.stream !== name) return undefined;
      if (known.some((record) => record?.stream !== name)) return { kind: 'conflict', current };
      return { kind: 'repeated', last: known.at(-1)! };
    }
    if (expected > current) return { kind: 'conflict', current };
    if (expected === current) return undefined;
    const there = events.map((_, index) => stream!.records[Number(expected) + 1 + index]);
    if (events.every(({ id }, index) => there[index]?.id === id)) {
      return { kind: 'repeated', last: there.at(-1)! };
    }
    const beginsAnew = expected === NO_STREAM && isDeleted && there[0]?.id !== events[0]?.id;
    return beginsAnew ? undefined : { kind: 'conflict', current };
  }

  #streamOf(name: string): Stream {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = { records: [], truncateBefore: 0n, tombstoned: false };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #endDeletion(name: string): void {
    const stream = this.#streamOf(name);
    if (stream.truncateBefore !== LAST_REVISION) return;
    this.#truncate(name, BigInt(stream.records.length));
  }

  #truncate(name: string, before: bigint): void {
    this.#streamOf(name).truncateBefore = before;
    this.#write(`$$${name}`, system('$metadata', { $tb: Number(before) }));
  }

  #writeSystem(stream: string, type: string, data: object): void {
    this.#write(stream, system(type, data));
  }

  #write(name: string, event: Proposed): void {
    const { records } = this.#streamOf(name);
    const record = this.#record(name, BigInt(records.length), event);
    records.push(record);
    this.#remembered.delete(record.id);
    this.#remembered.set(record.id, record);
    if (this.#remembered.size > REMEMBERED_IDS) {
      this.#remembered.delete(this.#remembered.keys().next().value!);
    }
  }

  #record(stream: string, revision: bigint, event: Proposed): LogRecord {
    const record = { ...event, stream, revision, position: this.#end, createdAt: Date.now() };
    const names = 2 * (stream.length + event.type.length);
    this.#end += BigInt(RECORD_OVERHEAD + names + event.data.length + event.metadata.length);
    this.records.push(record);
    return record;
  }
}

function system(type: string, data: object): Proposed {
  const json = new TextEncoder().encode(JSON.stringify(data));
  return { id: crypto.randomUUID(), type, isJson: true, data: json, metadata: NOTHING };
}
