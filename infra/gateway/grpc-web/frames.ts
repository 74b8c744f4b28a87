import { Metadata, type StatusObject, status } from '@grpc/grpc-js';

/**
 * Frame header of gRPC-Web: one byte of flags and four bytes of length (big-endian). The payload is a gRPC
 * message or, in the last frame, the trailers as header lines. The gateway does not decode messages.
 */
const HEADER_BYTES = 5;
const COMPRESSED = 0x01;
const TRAILERS = 0x80;

/** A call that the gateway rejects, with the status for its caller. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Extracts the only message of a request.
 *
 * @throws CallFailure unless the body is one frame with an uncompressed message
 */
export function messageIn(body: Buffer): Buffer {
  if (body.length < HEADER_BYTES || body.length !== HEADER_BYTES + body.readUInt32BE(1)) {
    const sentence = 'The body is to be one frame: a byte of flags, four of length, and a message.';
    throw new CallFailure(status.INVALID_ARGUMENT, sentence);
  }
  const flags = body[0]!;
  if (flags === COMPRESSED) {
    throw new CallFailure(status.UNIMPLEMENTED, 'Messages are to be sent without compression.');
  }
  if (flags !== 0) {
    throw new CallFailure(status.INVALID_ARGUMENT, 'The first frame is to be a message.');
  }
  return body.subarray(HEADER_BYTES);
}

export function messageFrame(message: Buffer): Buffer {
  return frame(0, message);
}

/** Encodes the status of a call, with its metadata, as the last frame. */
export function trailersFrame({ code, details, metadata }: StatusObject): Buffer {
  const lines = [`grpc-status:${code}`];
  if (details) lines.push(`grpc-message:${encodeURIComponent(details)}`);
  for (const [name, values] of Object.entries(metadata.toHttp2Headers())) {
    if (BETWEEN_NEIGHBOURS.test(name)) continue;
    for (const value of [values].flat()) lines.push(`${name}:${value}`);
  }
  return frame(TRAILERS, Buffer.from(lines.map((line) => `${line}\r\n`).join('')));
}

/** Encodes the trailers of a call that the gateway itself has ended. */
export function failureFrame(code: status, details: string): Buffer {
  return trailersFrame({ code, details, metadata: new Metadata() });
}

/** Hop-by-hop headers between the gateway and the server, and those that the trailers hold in their own lines. */
const BETWEEN_NEIGHBOURS =
  /^(?:date|content-.*|connection|te|trailer|transfer-encoding|grpc-(?:status|message|encoding|accept-encoding))$/;

function frame(flags: number, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(flags);
  header.writeUInt32BE(content.length, 1);
  return Buffer.concat([header, content]);
}
