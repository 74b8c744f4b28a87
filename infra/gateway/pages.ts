import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path, { posix } from 'node:path';
import { methodNotAllowed, ProblemError, sendProblem, unknownRoute } from '@energy/http/server';
import { ChatServiceDefinition } from '@energy/proto/chat';
import files from '@fastify/static';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { brandPage, serveBranding } from './branding/branded-pages.ts';
import type { Branding } from './branding/branding.ts';
import { type PolicyOptions, pagePolicy } from './content-security-policy.ts';

/** Vite names these files after their content, so they never change. */
const HASHED = `${path.sep}assets${path.sep}`;
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/** Replaced in the page by a random value for each reply. */
const NONCE_PLACEHOLDER = /CSP_NONCE/g;

const START_PAGES: readonly string[] = ['/', '/index.html'];
const PATHS_OF_PROGRAMS = /^\/(?:api|health|metrics|energy\.chat\.v1\.[A-Za-z]+)(?:\/|$)/;
const CHAT_PATHS = new Set(
  Object.values(ChatServiceDefinition.methods).map(
    ({ name }) => `/${ChatServiceDefinition.fullName}/${name}`,
  ),
);

/** Answers a request that no route takes: with the page, where a browser asks for one, or with a problem. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

export interface PageOptions extends PolicyOptions {
  /** The appearance of the utility; by default, the platform's own. */
  readonly branding?: Branding | undefined;
  readonly log: FastifyBaseLogger;
}

/**
 * Serves the built pages. Every address of a page gets the same document, whose script shows what belongs
 * there; addresses for programs never do.
 *
 * @param folder of the built pages; where it is missing, none are served and the log says so
 */
export async function servePages(
  app: FastifyInstance,
  folder: string | undefined,
  options: PageOptions,
): Promise<SendPage> {
  const page = folder && (await readPage(folder, options));
  app.addHook('onRequest', (request, _reply, done) => {
    const refusal =
      request.is404 && !isRead(request) ? refusalOf(request, page !== undefined) : undefined;
    done(refusal);
  });
  if (!folder || !page) return sendNotFound;
  await app.register(files, {
    root: folder,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header('cache-control', file.includes(HASHED) ? IMMUTABLE : REVALIDATE);
    },
  });
  if (options.branding) await serveBranding(app, options.branding, folder);
  const send: SendPage = (request, reply) => {
    if (!wantsPage(request)) return sendNotFound(request, reply);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', REVALIDATE)
      .header('content-security-policy', pagePolicy(nonce, options))
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  };
  for (const url of START_PAGES) app.get(url, send);
  return send;
}

async function readPage(
  folder: string,
  { branding, log }: PageOptions,
): Promise<string | undefined> {
  try {
    const page = await readFile(path.join(folder, 'index.html'), 'utf8');
    return branding ? brandPage(page, branding) : page;
  } catch {
    log.warn('The pages are not built, so none are served: npm run build -w frontend.');
    return undefined;
  }
}

const sendNotFound: SendPage = (request, reply) =>
  sendProblem(refusalOf(request, false), request, reply);

/** 405 with the methods of the address, or 404. */
function refusalOf({ url }: FastifyRequest, hasPages: boolean): ProblemError {
  const path = url.split('?', 1)[0]!;
  if (/^\/api(?:\/|$)/.test(path)) return unknownRoute(url);
  if (CHAT_PATHS.has(path)) return methodNotAllowed('POST');
  if (hasPages && !PATHS_OF_PROGRAMS.test(path)) return methodNotAllowed('GET, HEAD');
  return new ProblemError('resource-not-found', 'No resource has this address.');
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The start page is sent where HTML is accepted, any other page where HTML is requested by name. */
function wantsPage(request: FastifyRequest): boolean {
  const { url, headers } = request;
  const path = url.split('?', 1)[0]!;
  if (!isRead(request) || PATHS_OF_PROGRAMS.test(path)) return false;
  const { accept = '*/*' } = headers;
  if (START_PAGES.includes(path)) return /text\/(?:html|\*)|\*\/\*/.test(accept);
  return !posix.basename(path).includes('.') && accept.includes('text/html');
}
