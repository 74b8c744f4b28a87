import { randomUUIDv7 } from 'node:crypto';
import { type CommandContext, derivedId, type Handled, type Position } from '@energy/event-store';
import { actor } from '@energy/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The actor and the ids of a command that a request sends. */
export type RequestContext = CommandContext & { readonly correlationId: string };

/** Makes every request a command of its own. */
export function commandContext(request: FastifyRequest): RequestContext {
  const { userId, role } = actor(request);
  return { actor: { userId, role }, correlationId: request.id };
}

/**
 * Makes requests of one user with one `Idempotency-Key`, method and path the same command. Their bodies
 * must be the same as well: the causation id of the events follows from key and body.
 */
export function idempotentContext(request: FastifyRequest): RequestContext {
  const command = commandContext(request);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return command;
  const commandId = derivedId(actor(request).userId, request.method, pathOf(request), key);
  return { ...command, commandId, causationId: derivedId(commandId, canonicalBody(request)) };
}

/** {@link idempotentContext} for a route that takes `If-Match` as well. */
export function conditionalContext(request: FastifyRequest): RequestContext {
  return { ...idempotentContext(request), expectedRevision: expectedRevision(request) };
}

/** The revision in `If-Match`; `undefined` for any. */
export function expectedRevision({ method, headers }: FastifyRequest): number | undefined {
  const etag = method === 'POST' ? undefined : headers['if-match'];
  return etag === undefined || etag === '*' ? undefined : Number(etag.slice(1, -1));
}

/**
 * The id of what a command makes: the same for the same command. Otherwise it begins with the time
 * (RFC 9562, version 7), so that what is made together lies together in every index.
 */
export function newIdFor({ commandId }: CommandContext): string {
  return commandId === undefined ? randomUUIDv7() : derivedId(commandId, 'made');
}

/** Sets `ETag` to the stream’s revision and `Energy-Position` to the position that a command wrote. */
export function setRevisionHeaders<Event, State>(
  reply: FastifyReply,
  { revision, position }: Handled<Event, State>,
): void {
  if (revision !== undefined) reply.header('etag', `"${revision}"`);
  setPositionHeader(reply, position);
}

/** Sets `Energy-Position` to the position that a command wrote; nothing where it wrote none. */
export function setPositionHeader(reply: FastifyReply, position: Position | undefined): void {
  if (position !== undefined) reply.header('energy-position', position);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!.toLowerCase().replace(/\/+$/, '');
}

/** The body as text, whatever the order of its fields. One that the route does not take, and has not checked, is ignored. */
function canonicalBody({ body, routeOptions }: FastifyRequest): string {
  if (!routeOptions.schema?.body || typeof body !== 'object' || body === null) return '';
  return JSON.stringify(body, (_key, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
}
