// A route with the command's schema that stores nothing: what the framework alone can do.
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { DeviceRegistration } from '../../command-api/schemas/device.ts';

const app = fastify();
app.post('/api/devices', { schema: { body: DeviceRegistration } }, async (request, reply) => {
  const id = randomUUID();
  reply.code(201).header('location', `/api/devices/${id}`).header('etag', '"0"');
  return { id, ...(request.body as DeviceRegistration), revision: 0 };
});
process.once('SIGTERM', () => process.exit(0));
console.log(`Listening at ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
