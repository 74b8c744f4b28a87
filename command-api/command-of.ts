import { randomUUIDv7 } from 'node:crypto';
import { type CommandContext, derivedId, type Handled, type Position } from '@energy/event-store';
import { actor } from '@energy/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request as a command: by whom it is. */
export type RequestedCommand = CommandContext & { readonly correlationId: string };

/** The command that a request is, each time another one. */
export function commandOf(request: FastifyRequest): RequestedCommand {
  const { userId, role } = actor(request);
  return { actor: { userId, role }, correlationId: request.id };
}

/**
 * The command that a request is whose route takes an `Idempotency-Key`. Requests of one user with one
 * key, method and address are the same command; what else they ask for must be the same as well. Its
 * events are caused by what is asked for, however often and by whichever request.
 */
export function repeatableCommandOf(request: FastifyRequest): RequestedCommand {
  const command = commandOf(request);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return command;
  const commandId = derivedId(actor(request).userId, request.method, pathOf(request), key);
  return { ...command, commandId, causationId: derivedId(commandId, canonical(request.body)) };
}

/** The command that a request is whose route takes an `If-Match` as well. */
export function changingCommandOf(request: FastifyRequest): RequestedCommand {
  return { ...repeatableCommandOf(request), expectedRevision: revisionNamedBy(request) };
}

/** The revision that a request wants to change; `undefined` where any will do. */
export function revisionNamedBy({ method, headers }: FastifyRequest): number | undefined {
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

/** Tells, in a reply’s headers, where a command has left the stream and the store. */
export function tellRevision<Event, State>(
  reply: FastifyReply,
  { revision, position }: Handled<Event, State>,
): void {
  if (revision !== undefined) reply.header('etag', `"${revision}"`);
  tellPosition(reply, position);
}

/** Tells, in a reply’s headers, how far a command has written the store. */
export function tellPosition(reply: FastifyReply, position: Position | undefined): void {
  if (position !== undefined) reply.header('energy-position', position);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!.toLowerCase().replace(/\/+$/, '');
}

/** The fields of bodies are plain values: their order is all that may differ. */
function canonical(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  return JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
