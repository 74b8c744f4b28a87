// Routes that send the JSON which the file names that BARE_ANSWERS names hold: the framework alone.
import { readFileSync } from 'node:fs';
import fastify from 'fastify';

const answers = JSON.parse(readFileSync(process.env.BARE_ANSWERS!, 'utf8')) as Record<
  string,
  unknown
>;
const app = fastify();
for (const [route, answer] of Object.entries(answers)) app.get(route, async () => answer);
process.once('SIGTERM', () => process.exit(0));
console.log(`Listening at ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
