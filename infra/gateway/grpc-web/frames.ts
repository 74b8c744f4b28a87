import { Metadata, type StatusObject, status } from '@grpc/grpc-js';

/**
 * What gRPC-Web sends over HTTP: frames of a byte of flags, four bytes of length (big-endian) and what is
 * in them: messages as gRPC has them, and last of all the trailers, as lines of a header. Messages are
 * bytes here.
 */
const HEADER_BYTES = 5;
const COMPRESSED = 0x01;
const TRAILERS = 0x80;

/** A call that the gateway refuses, with the status for its caller. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The one message of a request.
 *
 * @throws CallFailure where the body is anything but one frame with a message that is not compressed
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

/** How a call ended: its status, and the metadata that came with it. */
export function trailersFrame({ code, details, metadata }: StatusObject): Buffer {
  const lines = [`grpc-status:${code}`];
  if (details) lines.push(`grpc-message:${encodeURIComponent(details)}`);
  for (const [name, values] of Object.entries(metadata.toHttp2Headers())) {
    if (BETWEEN_NEIGHBOURS.test(name)) continue;
    for (const value of [values].flat()) lines.push(`${name}:${value}`);
  }
  return frame(TRAILERS, Buffer.from(lines.map((line) => `${line}\r\n`).join('')));
}

/** The trailers of a call that nobody but this gateway has ended. */
export function failureFrame(code: status, details: string): Buffer {
  return trailersFrame({ code, details, metadata: new Metadata() });
}

/** What is between the gateway and the server; and what the trailers have in lines of their own. */
const BETWEEN_NEIGHBOURS =
  /^(?:date|content-.*|connection|te|trailer|transfer-encoding|grpc-(?:status|message|encoding|accept-encoding))$/;

function frame(flags: number, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(flags);
  header.writeUInt32BE(content.length, 1);
  return Buffer.concat([header, content]);
}
