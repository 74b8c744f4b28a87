import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** The format in which a message is compressed. */
export type Compression = 'gzip' | 'deflate';

/** The header of zlib (RFC 1950) with the usual window; HTTP calls what has it deflate. */
const ZLIB = 0x78;
const ZLIB_LEVELS = [0x01, 0x5e, 0x9c, 0xda];

const DECOMPRESS = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/**
 * Recognises a compressed message by its first bytes, which begin no JSON. What its properties say does not count:
 * some publishers compress without saying so, others say so and do not compress, and a replay has no properties.
 */
export function compressionOf(body: Uint8Array): Compression | undefined {
  const [first = 0, second = 0] = body;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  return first === ZLIB && ZLIB_LEVELS.includes(second) ? 'deflate' : undefined;
}

/**
 * Decompresses a message beside the event loop.
 *
 * @param maxBytes decompression stops there
 * @returns `too large`, or the cause for which it can't be decompressed
 */
export async function decompress(
  body: Uint8Array,
  compression: Compression,
  maxBytes: number,
): Promise<Uint8Array | 'too large' | Error> {
  try {
    return await DECOMPRESS[compression](body, { maxOutputLength: maxBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? 'too large'
      : (error as Error);
  }
}
