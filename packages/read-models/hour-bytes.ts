const LOW_BITS = 128;
const INITIAL_BYTES = 4_096;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Writes whole numbers in as few bytes as they need (LEB128: seven bits a byte, the lowest first). */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  /** Forgets what was written, for the next use of the same memory. */
  clear(): void {
    this.#length = 0;
  }

  /** @param value a safe integer of at least 0 */
  writeNumber(value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) {
      throw new RangeError(`${value} cannot be stored: it is no whole number of at least 0`);
    }
    this.#writeBits(value);
  }

  /** @param value at least 0 */
  writeInteger(value: number | bigint): void {
    if (value <= Number.MAX_SAFE_INTEGER) {
      this.writeNumber(Number(value));
      return;
    }
    let rest = BigInt(value);
    for (; rest > MAX_SAFE; rest >>= 7n) this.#writeByte(Number(rest & 0x7fn) | 0x80);
    this.#writeBits(Number(rest));
  }

  /**
   * Writes a flag in the same bytes as a number.
   *
   * @param value a safe integer of at least 0
   */
  writeFlagged(flag: 0 | 1, value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) {
      throw new RangeError(`${value} cannot be stored: it is no whole number of at least 0`);
    }
    const first = (value % 64) * 2 + flag;
    if (value < 64) this.#writeByte(first);
    else {
      this.#writeByte(first | 0x80);
      this.#writeBits(Math.floor(value / 64));
    }
  }

  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes a part of other bytes. For some tens of them, this takes less than a view of the part does. */
  copyBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const to = this.#bytes;
    let length = this.#length;
    for (let at = start; at < end; at++) to[length++] = bytes[at]!;
    this.#length = length;
  }

  /** A copy of what was written. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #writeBits(value: number): void {
    let rest = value;
    for (; rest >= LOW_BITS; rest = Math.floor(rest / LOW_BITS)) {
      this.#writeByte((rest % LOW_BITS) | 0x80);
    }
    this.#writeByte(rest);
  }

  #writeByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a {@link ByteWriter} has written. Broken bytes are an error. */
export class ByteReader {
  /** The flag of the last number that {@link readFlagged} has read. */
  flag = 0;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  readNumber(): number {
    const first = this.#readByte();
    if (first < LOW_BITS) return first;
    let value = first & 0x7f;
    let factor = LOW_BITS;
    for (;;) {
      const byte = this.#readByte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= LOW_BITS;
    }
  }

  /** A number if it is a safe integer. */
  readInteger(): number | bigint {
    const start = this.#at;
    const value = this.readNumber();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    let exact = 0n;
    for (let at = this.#at - 1; at >= start; at--) {
      exact = (exact << 7n) | BigInt(this.#bytes[at]! & 0x7f);
    }
    return exact;
  }

  readFlagged(): number {
    const first = this.#readByte();
    this.flag = first & 1;
    const low = (first & 0x7f) >> 1;
    return first < 0x80 ? low : low + this.readNumber() * 64;
  }

  /** A view of the next bytes, no copy. */
  readBytes(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw endedTooEarly();
    return this.#bytes.subarray(start, this.#at);
  }

  /** The next byte, which stays the next one. */
  peekByte(): number | undefined {
    return this.#bytes[this.#at];
  }

  skipBytes(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw endedTooEarly();
  }

  #readByte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw endedTooEarly();
    return byte;
  }
}

function endedTooEarly(): RangeError {
  return new RangeError('The stored readings of an hour are damaged: they end too early');
}
