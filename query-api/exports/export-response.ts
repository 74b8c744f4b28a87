import { finished, Readable } from 'node:stream';
import {
  type ByteRange,
  bytesInRange,
  countBytes,
  type EnergyExport,
  EXPORT_FORMATS,
  type ExportFormatName,
  pieces,
} from '@energy/exports';
import { ProblemError } from '@energy/http';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { parse as parseRange } from 'range-parser';

/** An export ends where its reader takes nothing for so long. */
const STALLED_READER_MS = 120_000;
const LENGTH_CACHE_SIZE = 1_000;

export interface ExportResponse {
  readonly energyExport: EnergyExport;
  readonly format: ExportFormatName;
  /** Without its extension. */
  readonly fileName: string;
}

/**
 * Streams exports. The same state of the data gives the same bytes, which the ETag names: a download that broke off
 * continues with `Range` and `If-Range`, or begins again where something has changed.
 */
export class ExportResponses {
  /** In bytes, by ETag. Counting takes as long as an export without its transfer. */
  readonly #lengths = new LRUCache<string, number>({ max: LENGTH_CACHE_SIZE });

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { energyExport, format, fileName }: ExportResponse,
  ): Promise<FastifyReply> {
    const { mediaType, extension } = EXPORT_FORMATS[format];
    const etag = `"${energyExport.tag(format)}"`;
    const encoded = () => pieces(EXPORT_FORMATS[format].encode(energyExport));
    reply.headers({
      etag,
      'accept-ranges': 'bytes',
      'content-disposition': contentDisposition(`${fileName}.${extension}`, { fallback: true }),
    });
    reply.type(mediaType);
    expectMatch(request, etag);
    if (request.method === 'HEAD') return reply.send(Readable.from([]));
    const header = requestedRange(request, etag);
    const length = header === undefined ? 0 : await this.#lengthOf(etag, encoded, reply);
    const range = header === undefined ? undefined : rangeOf(header, length);
    if (!range) return reply.send(streamOf(encoded()));
    reply.code(206).headers({
      'content-range': `bytes ${range.start}-${range.end}/${length}`,
      'content-length': range.end - range.start + 1,
    });
    return reply.send(streamOf(onlyIfUnchanged(bytesInRange(encoded(), range), energyExport)));
  }

  async #lengthOf(
    etag: string,
    encoded: () => AsyncIterable<Uint8Array>,
    reply: FastifyReply,
  ): Promise<number> {
    const known = this.#lengths.get(etag);
    if (known !== undefined) return known;
    const abandoned = new AbortController();
    const stopWatching = finished(reply.raw, () => abandoned.abort());
    try {
      const length = await countBytes(encoded(), abandoned.signal);
      this.#lengths.set(etag, length);
      return length;
    } finally {
      stopWatching();
    }
  }
}

/** @throws ProblemError where `If-Match` names another state of the data */
function expectMatch({ headers }: FastifyRequest, etag: string): void {
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined || ifMatch === '*') return;
  if (ifMatch.split(',').some((tag) => tag.trim() === etag)) return;
  throw new ProblemError(
    'export-changed',
    'An hour, a device or a tariff of the export has changed: ask for the whole export again.',
  );
}

/** The range header of a request, if it is about the present bytes (RFC 9110, section 13.1.5). */
function requestedRange({ headers }: FastifyRequest, etag: string): string | undefined {
  const ifRange = headers['if-range'];
  return ifRange === undefined || ifRange === etag ? headers.range : undefined;
}

/**
 * The one range that a header names; `undefined` where it is malformed, of another unit or names several: then the
 * whole export is sent.
 *
 * @throws ProblemError where it begins after the end
 */
function rangeOf(header: string, length: number): ByteRange | undefined {
  const { code, type, ranges } = parseRange(length, header);
  if (type !== 'bytes' || (code & 1) !== 0) return undefined;
  if (ranges.length > 0) return ranges.length === 1 ? ranges[0] : undefined;
  throw new ProblemError('range-not-satisfiable', `The export has ${length} bytes.`, {
    headers: { 'content-range': `bytes */${length}`, 'accept-ranges': 'bytes' },
  });
}

/** Fails before the last piece where the data changed in between: what was sent may not fit what the caller has. */
async function* onlyIfUnchanged(
  bytes: AsyncIterable<Uint8Array>,
  energyExport: EnergyExport,
): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const piece of bytes) {
    if (last) yield last;
    last = piece;
  }
  if (!(await energyExport.isUnchanged())) throw dataChanged();
  if (last) yield last;
}

function dataChanged(): ProblemError {
  return new ProblemError('engine-unavailable', 'The data changed during the export. Try again.', {
    headers: { 'retry-after': '1' },
  });
}

/** Reads a piece when the receiver has taken the one before, and ends the stream of a receiver that has stalled. */
function streamOf(bytes: AsyncIterable<Uint8Array>): Readable {
  const stream = Readable.from(watched(), { objectMode: false });
  return stream;

  async function* watched() {
    for await (const piece of bytes) {
      const timer = setTimeout(
        () => stream.destroy(new Error('the receiver of an export has stalled')),
        STALLED_READER_MS,
      );
      try {
        yield piece;
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
