import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Describes every route that is added after it as OpenAPI 3.1, from the routes' own schemas. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Energy platform: queries',
        version: '1.0.0',
        description:
          'Devices and what they consume. Energies are in kWh, instants in ISO 8601 UTC, days are ' +
          'those of the device’s time zone. Whatever can’t be answered is told as problem details ' +
          '(RFC 9457), whose `type` is stable.',
      },
      tags: [{ name: 'devices', description: 'Devices and their consumption.' }],
    },
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) => String($id ?? `schema-${index}`),
    },
  });
}
