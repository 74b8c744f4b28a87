const UUID_LENGTH = 36;
const DASH = 0x2d;
const DASH_PLACES = [8, 13, 18, 23];
/** Where each half of a word begins. */
const PLACES = [0, 4, 9, 14, 19, 24, 28, 32];
const NO_DIGIT = -1;
/** The value of each hexadecimal digit, by its character code. */
const DIGITS = new Int8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
}
/** Each grows on its own, so that none of the pauses is long. A power of two. */
const TABLES = 256;
const MIN_CAPACITY = 16;
const MAX_LOAD = 0.75;
const WORDS_OF_A_KEY = 4;

const CHUNK_SIZE = 16_384;

/**
 * Numbers ids in the order in which they are added: 0, 1, 2… A UUID takes some 25 bytes, about a fifth of those in a Map;
 * ids of another form are in a Map.
 */
export class IdSlots {
  readonly #chunks: Uint32Array[] = [];
  readonly #tables = Array.from({ length: TABLES }, () => new Table());
  readonly #others = new Map<string, number>();
  readonly #otherIds = new Map<number, string>();
  #size = 0;
  readonly #key = new Uint32Array(WORDS_OF_A_KEY);

  /** The number of ids. */
  get size(): number {
    return this.#size;
  }

  /** Finds the number of an id; `undefined` if it was not added. */
  find(id: string): number | undefined {
    if (!this.#parse(id)) return this.#others.get(id);
    const slot = this.#findKey(hashOf(this.#key));
    return slot === -1 ? undefined : slot;
  }

  /** Returns the number of an id, which it adds if it is new. */
  add(id: string): number {
    if (!this.#parse(id)) return this.#addOther(id);
    const hash = hashOf(this.#key);
    const found = this.#findKey(hash);
    if (found !== -1) return found;
    const slot = this.#size++;
    this.#setKey(slot);
    this.#tables[hash % TABLES]!.add(hash, slot, (other) => this.#hashAt(other));
    return slot;
  }

  /** Returns the id with a number. */
  idAt(slot: number): string {
    const other = this.#otherIds.get(slot);
    if (other !== undefined) return other;
    const [chunk, offset] = this.#placeOf(slot);
    const words = chunk.subarray(offset, offset + WORDS_OF_A_KEY);
    const hex = Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #addOther(id: string): number {
    const found = this.#others.get(id);
    if (found !== undefined) return found;
    const slot = this.#size++;
    if (slot % CHUNK_SIZE === 0) this.#addChunk();
    this.#others.set(id, slot);
    this.#otherIds.set(slot, id);
    return slot;
  }

  /** Reads the words of a UUID in lower case; false for any other text. Recording does it several times a reading. */
  #parse(id: string): boolean {
    if (id.length !== UUID_LENGTH) return false;
    for (const place of DASH_PLACES) if (id.charCodeAt(place) !== DASH) return false;
    let isUuid = true;
    for (let word = 0; word < WORDS_OF_A_KEY; word++) {
      const high = digitsAt(id, PLACES[2 * word]!);
      const low = digitsAt(id, PLACES[2 * word + 1]!);
      isUuid &&= high >= 0 && low >= 0;
      this.#key[word] = (high << 16) | low;
    }
    return isUuid;
  }

  /** Finds the slot of the key; -1 if there is none. */
  #findKey(hash: number): number {
    const { slots } = this.#tables[hash % TABLES]!;
    const mask = slots.length - 1;
    for (let place = (hash / TABLES) & mask; ; place = (place + 1) & mask) {
      const stored = slots[place]!;
      if (stored === 0) return -1;
      if (this.#hasKey(stored - 1)) return stored - 1;
    }
  }

  #hasKey(slot: number): boolean {
    const chunk = this.#chunks[Math.floor(slot / CHUNK_SIZE)]!;
    const offset = (slot % CHUNK_SIZE) * WORDS_OF_A_KEY;
    for (let word = 0; word < WORDS_OF_A_KEY; word++) {
      if (chunk[offset + word] !== this.#key[word]) return false;
    }
    return true;
  }

  #setKey(slot: number): void {
    if (slot % CHUNK_SIZE === 0) this.#addChunk();
    const [chunk, offset] = this.#placeOf(slot);
    chunk.set(this.#key, offset);
  }

  #hashAt(slot: number): number {
    const [chunk, offset] = this.#placeOf(slot);
    return hashOf(chunk.subarray(offset, offset + WORDS_OF_A_KEY));
  }

  #placeOf(slot: number): [chunk: Uint32Array, offset: number] {
    const chunk = this.#chunks[Math.floor(slot / CHUNK_SIZE)]!;
    return [chunk, (slot % CHUNK_SIZE) * WORDS_OF_A_KEY];
  }

  #addChunk(): void {
    this.#chunks.push(new Uint32Array(CHUNK_SIZE * WORDS_OF_A_KEY));
  }
}

/** An open-addressing hash table of slots. */
class Table {
  /** Each slot plus one; 0 where there is none. */
  slots = new Uint32Array(MIN_CAPACITY);
  #size = 0;

  /** @param hashAt the hash of a slot that was added before */
  add(hash: number, slot: number, hashAt: (slot: number) => number): void {
    if (this.#size >= this.slots.length * MAX_LOAD) {
      const before = this.slots;
      this.slots = new Uint32Array(before.length * 2);
      for (const stored of before) if (stored !== 0) this.#put(hashAt(stored - 1), stored);
    }
    this.#put(hash, slot + 1);
    this.#size += 1;
  }

  #put(hash: number, stored: number): void {
    const mask = this.slots.length - 1;
    let place = (hash / TABLES) & mask;
    while (this.slots[place] !== 0) place = (place + 1) & mask;
    this.slots[place] = stored;
  }
}

/** Mixes all words: UUIDs of version 7 begin alike. */
function hashOf(key: Uint32Array): number {
  let hash = 0;
  for (let word = 0; word < WORDS_OF_A_KEY; word++) {
    hash = Math.imul(hash ^ key[word]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** The value of four hexadecimal digits; negative for other characters. */
function digitsAt(id: string, place: number): number {
  const first = digitOf(id.charCodeAt(place));
  const second = digitOf(id.charCodeAt(place + 1));
  const third = digitOf(id.charCodeAt(place + 2));
  const fourth = digitOf(id.charCodeAt(place + 3));
  return (first << 12) | (second << 8) | (third << 4) | fourth;
}

function digitOf(code: number): number {
  return code < DIGITS.length ? DIGITS[code]! : NO_DIGIT;
}
