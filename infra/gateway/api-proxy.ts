import type { IncomingHttpHeaders } from 'node:http';
import { GATEWAY_PROOF } from '@energy/http/server';
import type { Tracing } from '@energy/service';
import proxy from '@fastify/http-proxy';
import type { FastifyReplyFromHooks } from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher, errors } from 'undici';
import { forwardedHeaders } from './forwarded-headers.ts';

export interface ApiProxyOptions {
  readonly queryApiUrl: string;
  readonly commandApiUrl: string;
  readonly secret?: string | undefined;
  readonly answerTimeoutMs: number;
  readonly tracing?: Tracing | undefined;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Upstream {
  readonly url: string;
  readonly methods: readonly Method[];
}

/** As large as the largest body that an API takes, so that no more is read for it. */
const MAX_BODY_BYTES = 16 * 1024;
const CONNECTIONS_PER_API = 128;
const CONNECT_TIMEOUT_MS = 3_000;
/** An export that is continued is counted before it is answered, and skips what the caller has. */
const EXPORT_TIMEOUT_MS = 300_000;
const EXPORT_PATH = /^\/api\/(?:devices\/[^/?]+\/)?consumption\/export\/?(?:\?|$)/;

/**
 * Forwards requests below /api: GET and HEAD to query-api, other methods to command-api. A body is read
 * whole before a connection to the API is taken. Nothing is sent twice.
 */
export async function proxyApi(app: FastifyInstance, options: ApiProxyOptions): Promise<void> {
  const agents = {
    answers: agentWith(options.answerTimeoutMs),
    // Of their own: slow readers of exports take no connection from others.
    exports: agentWith(EXPORT_TIMEOUT_MS),
  };
  app.addHook('onClose', async () => {
    await Promise.all([agents.answers.close(), agents.exports.close()]);
  });
  const upstreams: readonly Upstream[] = [
    { url: options.queryApiUrl, methods: ['GET', 'HEAD'] },
    { url: options.commandApiUrl, methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
  ];
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (_request, body, done) => done(null, body),
    );
    for (const { url, methods } of upstreams) {
      await scope.register(proxy, {
        upstream: url,
        prefix: '/api',
        rewritePrefix: '/api',
        httpMethods: [...methods],
        proxyPayloads: false,
        handler: forward,
        undici: withDeadline(agents, options.answerTimeoutMs) as never,
        replyOptions: {
          retryDelay: () => null,
          rewriteRequestHeaders: (request, headers) =>
            requestHeaders(headers, request as FastifyRequest, options),
          onError: (reply, { error }) => {
            (reply as unknown as FastifyReply).send(error);
          },
        },
      });
    }
  });
}

/** Forwards a request with the body that was read. The library itself would encode it as JSON again. */
function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  destination: string,
  options: FastifyReplyFromHooks,
) {
  const type = request.headers['content-type'] ?? 'application/octet-stream';
  return reply.from(destination, {
    ...options,
    ...(Buffer.isBuffer(request.body) && { body: request.body, contentType: type }),
    rewriteHeaders: (headers, incoming) => ({
      ...endToEnd(options.rewriteHeaders?.(headers, incoming) ?? headers),
      ...rateLimitsOf(reply, headers),
    }),
  });
}

/** Headers without those of the connection to the API: the caller's connection has its own. */
function endToEnd({ connection, 'keep-alive': _, ...headers }: IncomingHttpHeaders) {
  return headers;
}

const RATE_LIMIT_HEADERS = ['ratelimit-policy', 'ratelimit'] as const;

/** The gateway's limits by address, followed by the API's by user. */
function rateLimitsOf(reply: FastifyReply, ofApi: IncomingHttpHeaders) {
  return Object.fromEntries(
    RATE_LIMIT_HEADERS.map((name) => [
      name,
      [reply.getHeader(name), ofApi[name]].filter((list) => list !== undefined).join(', '),
    ]).filter(([, list]) => list !== ''),
  );
}

/** The APIs check the host, and count sign-ins by the address that the gateway names. */
function requestHeaders(
  headers: IncomingHttpHeaders,
  request: FastifyRequest,
  { secret, tracing }: ApiProxyOptions,
): IncomingHttpHeaders {
  // A caller that expects 100 (Continue) has been sent it; a body of GET or HEAD is not forwarded.
  const { expect, 'content-length': contentLength, ...others } = headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return {
    ...forwardedHeaders(others, request, tracing),
    ...(!isRead && contentLength !== undefined && { 'content-length': contentLength }),
    host: request.headers.host,
    [GATEWAY_PROOF]: secret,
  };
}

type Agents = Readonly<Record<'answers' | 'exports', Agent>>;

/** @param timeoutMs after which a reply breaks off that neither continues nor waits for its reader */
function agentWith(timeoutMs: number): Agent {
  return new Agent({
    connections: CONNECTIONS_PER_API,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    bodyTimeout: timeoutMs,
    headersTimeout: 0, // The deadline below includes the wait for a connection.
  });
}

/** An agent whose replies must begin within the timeout, the wait for a free connection included. */
function withDeadline(agents: Agents, answerTimeoutMs: number) {
  return {
    request(
      options: Dispatcher.RequestOptions,
      callback: (error: Error | null, data: Dispatcher.ResponseData) => void,
    ): void {
      const isExport = EXPORT_PATH.test(options.path);
      const timeoutMs = isExport ? EXPORT_TIMEOUT_MS : answerTimeoutMs;
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(new errors.HeadersTimeoutError()), timeoutMs);
      const agent = isExport ? agents.exports : agents.answers;
      agent.request({ ...options, signal: deadline.signal } as never, (error, data) => {
        clearTimeout(timer);
        callback(error, data);
      });
    },
  };
}
