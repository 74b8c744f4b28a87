import type { CredentialStore } from '@energy/credentials';
import { actor, IdParameter, NoQuery, ProblemError, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { sessionReplies } from './replies.ts';

const { 200: _started, ...refusals } = sessionReplies;

const schema = {
  summary: 'End a session',
  description: 'Signs the caller out wherever that session is in use, also here.',
  operationId: 'endSession',
  tags: ['session'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    204: { type: 'null' as const, description: 'The session has ended.' },
    ...refusals,
    404: problemResponse('The caller has no such session: it has ended, or is another user’s.'),
  },
};

/** `DELETE /api/sessions/{id}` */
export function endSession(app: FastifyInstance, credentials: CredentialStore): void {
  app.delete<{ Params: IdParameter }>('/api/sessions/:id', { schema }, async (request, reply) => {
    const { userId } = actor(request);
    const sessionId = request.params.id.toLowerCase();
    const session = await credentials.findSession(sessionId);
    if (session?.userId !== userId) {
      throw new ProblemError('resource-not-found', 'You have no such session.');
    }
    await credentials.endSession({ sessionId });
    app.securityLog.record(request, 'signed-out', { userId });
    return reply.code(204).send();
  });
}
