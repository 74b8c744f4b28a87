import { createRequire } from 'node:module';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { completeDocument } from './openapi-document.ts';
import { problemResponse } from './problems/problem-schema.ts';

/** The platform's version; its packages have the same. */
const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as {
  readonly version: string;
};
const LICENSE = { name: 'MIT', identifier: 'MIT' };

/** The texts of an API's OpenAPI document. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

const CONTACT = { name: 'The operator of this platform' };
const API_TAG = { name: 'api', description: 'The API’s own description.' };

/** Adds every later route to an OpenAPI 3.1 document, by the route's schema. */
export async function addOpenApi(
  app: FastifyInstance,
  { title, description, tags }: ApiDescription,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title, version: VERSION, description, license: LICENSE, contact: CONTACT },
      servers: [{ url: '/', description: 'The platform that serves this document.' }],
      tags: [...tags, API_TAG],
      components: {
        securitySchemes: {
          cookie: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-energy-session',
            description:
              'The cookie that signing in sets in a browser; over plain HTTP, `energy-session`.',
          },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
    },
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) => String($id ?? `schema-${index}`),
    },
  });
}

const schema = {
  summary: 'This description',
  description: 'The whole API as an OpenAPI 3.1 document.',
  operationId: 'getOpenApi',
  tags: [API_TAG.name],
  querystring: Type.Object({}, { additionalProperties: false }),
  response: {
    200: Type.Object({}, { additionalProperties: true, description: 'An OpenAPI document.' }),
    400: problemResponse('The request has parameters, but the route takes none.'),
    500: problemResponse('Internal error.'),
  },
};

/** `GET /api/openapi.json` */
export function getOpenApi(app: FastifyInstance): void {
  app.get('/api/openapi.json', { schema }, async () => completeDocument(app.swagger()));
}
