import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { crossSiteRefusal, ProblemError, sendProblem, sessionCookies } from '@energy/http/server';
import { ChatServiceDefinition } from '@energy/proto/chat';
import type { Tracing } from '@energy/service';
import {
  Client,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forwardedHeaders } from '../forwarded-headers.ts';
import { authorizationOf } from './authorization.ts';
import { CallFailure, failureFrame, messageFrame, messageIn, trailersFrame } from './frames.ts';
import { timeoutOf } from './timeout.ts';

export interface GrpcWebOptions {
  /** gRPC URL of the chat service. */
  readonly chatGrpcUrl: URL;
  /** URL at which browsers reach the platform. */
  readonly publicUrl: URL;
  readonly tracing?: Tracing | undefined;
}

const CONTENT_TYPE = /^application\/grpc-web(-text)?(?:\+proto)?\s*(?:;|$)/;
/** Maximum request size of the chat service, plus a third for base64. */
const MAX_BODY_BYTES = Math.ceil(((64 * 1024 + 5) * 4) / 3);
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;
const RESPONSE_TIMEOUT_MS = 8_000;

const CHANNEL = {
  // Balances the load over all instances behind a name, and soon finds one that is back.
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.dns_min_time_between_resolutions_ms': 2_000,
  // Detects a server that disappeared without closing the connection.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': MAX_RESPONSE_BYTES,
  'grpc.enable_http_proxy': 0,
};

const METHODS = Object.values(ChatServiceDefinition.methods);

/** A call of the chat. The gateway does not decode its message. */
interface Call {
  readonly path: string;
  readonly isStream: boolean;
  readonly request: FastifyRequest;
  readonly message: Buffer;
}

/**
 * Proxies gRPC-Web calls of browsers to the chat service. The session's cookie becomes the token of the
 * call; pages of other sites are refused, as for every command by cookie. Responses are streamed with
 * backpressure, and a call is cancelled when its client disconnects.
 *
 * No library passes the tests: `@grpc-web/middleware` 0.1.0 connects for every call, continues a call that its caller
 * leaves, forwards the cookie, and ends a stream without a status when the chat service dies. Connect 2.2 serves no
 * `grpc-web-text`, and decodes every message.
 */
export async function proxyGrpcWeb(app: FastifyInstance, options: GrpcWebOptions): Promise<void> {
  const chat = new Chat(options);
  app.addHook('preClose', async () => chat.endAll());
  app.addHook('onClose', async () => chat.close());

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      CONTENT_TYPE,
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (request, body, done) => done(null, isText(request) ? decoded(body as Buffer) : body),
    );
    scope.addHook('onRequest', (request, _reply, done) => {
      done(crossSiteRefusal(request, options.publicUrl));
    });
    scope.setErrorHandler(answerFailure);
    for (const { name, responseStream: isStream } of METHODS) {
      const path = `/${ChatServiceDefinition.fullName}/${name}`;
      scope.post(path, { config: { isStream } }, (request, reply) => {
        const message = messageIn(bodyOf(request));
        return answer(reply, chat.answerTo({ path, isStream, request, message }));
      });
    }
  });
}

/** The client of the chat service. */
class Chat {
  readonly #client: Client;
  readonly #tracing: Tracing | undefined;
  readonly #cookieName: string;
  readonly #open = new Set<AbortController>();

  constructor({ chatGrpcUrl, publicUrl, tracing }: GrpcWebOptions) {
    const isSecure = chatGrpcUrl.protocol === 'https:';
    const port = chatGrpcUrl.port || (isSecure ? '443' : '80');
    this.#client = new Client(
      `dns:${chatGrpcUrl.hostname}:${port}`,
      isSecure ? credentials.createSsl() : credentials.createInsecure(),
      CHANNEL,
    );
    this.#tracing = tracing;
    this.#cookieName = sessionCookies(publicUrl.protocol === 'https:').access.name;
  }

  /**
   * Calls the chat service; yields the frames of the response. The last one holds the status.
   *
   * @throws CallFailure where the request is invalid
   */
  answerTo(call: Call): AsyncGenerator<Buffer, void, undefined> {
    const timeout = timeoutOf(call.request.headers['grpc-timeout']);
    const timeoutMs = call.isStream ? timeout : Math.min(timeout ?? Infinity, RESPONSE_TIMEOUT_MS);
    const deadline = timeoutMs === undefined ? Infinity : Date.now() + timeoutMs;
    const metadata = this.#metadataOf(call.request);
    const begin = () =>
      // A response of one message is read as a stream of one.
      this.#client.makeServerStreamRequest(
        call.path,
        (bytes: Buffer) => bytes,
        (bytes) => bytes,
        call.message,
        metadata,
        { deadline },
      );
    return this.#frames(begin, call.request.raw.socket);
  }

  /** Ends all calls; their clients call again. */
  endAll(): void {
    for (const ending of this.#open) ending.abort();
  }

  close(): void {
    this.#client.close();
  }

  async *#frames(begin: () => ClientReadableStream<Buffer>, socket: Socket) {
    const answering = begin();
    const ending = new AbortController();
    const cancel = () => answering.cancel();
    ending.signal.addEventListener('abort', cancel);
    socket.once('close', cancel);
    this.#open.add(ending);
    try {
      for await (const message of answering) yield messageFrame(message);
      yield trailersFrame({ code: status.OK, details: '', metadata: new Metadata() });
    } catch (error) {
      if (ending.signal.aborted) {
        yield failureFrame(status.UNAVAILABLE, 'The gateway is shutting down: call again.');
      } else yield trailersFrame(endOf(error as ServiceError));
    } finally {
      this.#open.delete(ending);
      socket.off('close', cancel);
      answering.cancel();
    }
  }

  #metadataOf(request: FastifyRequest): Metadata {
    const authorization = authorizationOf(request.headers, this.#cookieName);
    const headers = forwardedHeaders(
      authorization ? { authorization } : {},
      request,
      this.#tracing,
    );
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) metadata.set(name, String(value));
    }
    return metadata;
  }
}

const MESSAGES_WITHOUT_SERVER: Partial<Record<status, string>> = {
  [status.UNAVAILABLE]: 'The chat does not answer at the moment: call again in a few seconds.',
  [status.DEADLINE_EXCEEDED]:
    'The chat took too long. It may or may not have happened: call again.',
};

/** The status for the client. Without a response, the library's message would reveal internal addresses. */
function endOf({ code: received, details, metadata }: ServiceError): StatusObject {
  // The client has not cancelled: the server has, while it shut down.
  const code = received === status.CANCELLED ? status.UNAVAILABLE : received;
  const isFromServer = metadata.get('grpc-status-details-bin').length > 0;
  return {
    code,
    details: isFromServer ? details : (MESSAGES_WITHOUT_SERVER[code] ?? details),
    metadata,
  };
}

function bodyOf({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw unsupported(); // The body is empty and has no type.
}

function answer(reply: FastifyReply, frames: AsyncIterable<Buffer> | Iterable<Buffer>) {
  const isEncoded = isText(reply.request);
  async function* chunks() {
    for await (const bytes of frames) yield isEncoded ? bytes.toString('base64') : bytes;
  }
  return reply
    .code(200)
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no') // Keeps a proxy in front from buffering.
    .header('content-type', `application/grpc-web${isEncoded ? '-text' : ''}+proto`)
    .send(Readable.from(chunks(), { objectMode: false }));
}

/** Replies with a gRPC status where the protocol allows one, otherwise with an HTTP problem. */
function answerFailure(
  error: FastifyError | CallFailure,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof CallFailure) {
    return answer(reply, [failureFrame(error.code, error.message)]);
  }
  if (error.statusCode === 413) {
    const sentence = 'The request is larger than 64 KiB.';
    return answer(reply, [failureFrame(status.RESOURCE_EXHAUSTED, sentence)]);
  }
  return sendProblem(error.statusCode === 415 ? unsupported() : error, request, reply);
}

function unsupported(): ProblemError {
  return new ProblemError(
    'unsupported-media-type',
    'Send a message of gRPC-Web, as application/grpc-web+proto or application/grpc-web-text.',
  );
}

function isText({ headers }: FastifyRequest): boolean {
  return CONTENT_TYPE.exec(headers['content-type'] ?? '')?.[1] !== undefined;
}

function decoded(body: Buffer): Buffer {
  return Buffer.from(body.toString('latin1'), 'base64');
}
