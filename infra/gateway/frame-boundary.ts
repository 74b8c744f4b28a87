const SHORT_HEADER = 2;
const LENGTH_OF_TWO_BYTES = 126;
const LENGTH_OF_EIGHT_BYTES = 127;

/**
 * Follows what a server sends over a WebSocket, to know where its frames end: there alone another one may
 * be put between them.
 */
export class FrameBoundary {
  /** The header that has begun and is not complete. */
  #header = Buffer.alloc(0);
  /** How many bytes of the frame are yet to come after its header. */
  #left = 0;

  /** Whether every frame that has begun has come whole. */
  get isReached(): boolean {
    return this.#left === 0 && this.#header.length === 0;
  }

  /** Takes what was sent next, in whatever pieces. */
  follow(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      const ofFrame = Math.min(this.#left, rest.length);
      this.#left -= ofFrame;
      rest = rest.subarray(ofFrame);
      if (rest.length > 0) rest = this.#begin(rest);
    }
  }

  /** Reads the header of a frame, or what there is of it; returns what comes after it. */
  #begin(bytes: Buffer): Buffer {
    const known = Buffer.concat([this.#header, bytes]);
    const length = headerLength(known);
    if (length === undefined || known.length < length) {
      this.#header = known;
      return Buffer.alloc(0);
    }
    this.#header = Buffer.alloc(0);
    this.#left = payloadLength(known);
    return known.subarray(length);
  }
}

function headerLength(bytes: Buffer): number | undefined {
  if (bytes.length < SHORT_HEADER) return undefined;
  const length = bytes[1]! & 0x7f;
  if (length === LENGTH_OF_TWO_BYTES) return SHORT_HEADER + 2;
  return length === LENGTH_OF_EIGHT_BYTES ? SHORT_HEADER + 8 : SHORT_HEADER;
}

function payloadLength(header: Buffer): number {
  const length = header[1]! & 0x7f;
  if (length === LENGTH_OF_TWO_BYTES) return header.readUInt16BE(SHORT_HEADER);
  return length === LENGTH_OF_EIGHT_BYTES ? Number(header.readBigUInt64BE(SHORT_HEADER)) : length;
}
