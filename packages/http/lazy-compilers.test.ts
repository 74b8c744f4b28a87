import fastify from 'fastify';
import { expect, it } from 'vitest';
import { lazyCompilers } from './lazy-compilers.ts';

const Meter = {
  $id: 'Meter',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' } },
};
const body = { $ref: 'Meter#' };

it('validate and serialize like Fastify’s own compilers', async () => {
  const replies = [{}, { schemaController: { compilersFactory: lazyCompilers } }].map(
    async (options) => {
      const app = fastify(options);
      app.addSchema(Meter);
      app.post('/', { schema: { body, response: { 200: body } } }, (request) => ({
        ...(request.body as object),
        secret: true,
      }));
      const payloads = [{ id: '5c2494a3-1140-4c7a-991a-a1a2561c6bc2' }, { id: 'x' }, {}, null];
      const answers = [];
      for (const payload of payloads) {
        const { statusCode, body: text } = await app.inject({
          method: 'POST',
          url: '/',
          headers: { 'content-type': 'application/json' },
          payload: JSON.stringify(payload),
        });
        answers.push([statusCode, text]);
      }
      return answers;
    },
  );
  const [own, lazy] = await Promise.all(replies);
  expect(lazy).toEqual(own);
  expect(lazy!.map(([status]) => status)).toEqual([200, 400, 400, 400]);
});

it('compile the schemas of a route at its first request', async () => {
  const app = fastify({ schemaController: { compilersFactory: lazyCompilers } });
  let compiled = 0;
  const schema = {
    type: 'object',
    get properties() {
      compiled += 1;
      return {};
    },
  };
  app.post('/', { schema: { body: schema } }, () => 'ok');
  await app.ready();
  const before = compiled;
  await app.inject({ method: 'POST', url: '/', payload: {} });
  expect(compiled).toBeGreaterThan(before);
});
