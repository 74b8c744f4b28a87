import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID } from '../request-ids.ts';
import { RESPONSE_HEADERS } from '../response-headers.ts';
import { problemDetails, sendProblem } from './problem-details.ts';
import { ProblemError } from './problem-error.ts';

/** Answers a connection that sends an invalid HTTP request, or too slowly, and closes it. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? new ProblemError('request-timeout', 'The request did not arrive in time.')
      : new ProblemError('invalid-request', 'This is not a valid HTTP request.');
  const body = JSON.stringify(problemDetails(problem, '/'));
  const headers = {
    ...RESPONSE_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = problem.statusCode === 408 ? '408 Request Timeout' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
}

/** Answers a request whose path cannot be decoded: it reaches no route and no hook. */
export function answerUnreadableAddress(
  _error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = new ProblemError('invalid-request', 'The address is not a valid URL.');
  reply.headers({ ...RESPONSE_HEADERS, [REQUEST_ID]: request.id });
  sendProblem(problem, request, reply);
}
