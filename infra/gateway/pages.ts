import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import files from '@fastify/static';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type PolicyOptions, pagePolicy } from './content-security-policy.ts';

/** Vite names these files after what is in them: one that was had never changes. */
const HASHED = `${path.sep}assets${path.sep}`;
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** What stands in the page where every answer has another number, which nobody can guess. */
const NONCE_PLACEHOLDER = /CSP_NONCE/g;

const PATHS_OF_PROGRAMS = /^\/(?:api|health|metrics)(?:\/|$)/;

/** Answers with the page that knows what is at an address, where a browser asks for one. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/**
 * Serves the built pages. Any address of a page is answered with the same document, whose script knows
 * what is there; nothing that programs ask for ever is.
 *
 * @param folder where they are. If it is not given, none are served; nor if they are not there, and
 *   then the log says why
 */
export async function servePages(
  app: FastifyInstance,
  folder: string | undefined,
  options: PolicyOptions & { readonly log: FastifyBaseLogger },
): Promise<SendPage> {
  if (folder === undefined) return () => undefined;
  const page = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (page === undefined) {
    options.log.warn('The pages are not built, so none are served: npm run build -w frontend.');
    return () => undefined;
  }
  await app.register(files, {
    root: folder,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header('cache-control', file.includes(HASHED) ? FOR_EVER : ASK_AGAIN);
    },
  });
  const send: SendPage = (request, reply) => {
    if (!asksForPage(request)) return undefined;
    const nonce = randomBytes(16).toString('base64');
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', ASK_AGAIN)
      .header('content-security-policy', pagePolicy(nonce, options))
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  };
  for (const url of ['/', '/index.html']) {
    app.get(url, (request, reply) => send(request, reply) ?? reply.callNotFound());
  }
  return send;
}

function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const asked = url.split('?', 1)[0]!;
  if (PATHS_OF_PROGRAMS.test(asked)) return false;
  const isFile = path.posix.basename(asked).includes('.') && asked !== '/index.html';
  return !isFile && (headers.accept?.includes('text/html') ?? false);
}
