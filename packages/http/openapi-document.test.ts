import { describe, expect, it } from 'vitest';
import { completeDocument, exampleOf } from './openapi-document.ts';

const schemas = {
  Device: {
    type: 'object',
    properties: {
      id: { type: 'string', examples: ['d1'] },
      ownerId: { anyOf: [{ type: 'null' }, { type: 'string', examples: ['u1'] }] },
      medium: { enum: ['heat', 'gas'] },
    },
  },
};
const devices = { type: 'array', items: { $ref: '#/components/schemas/Device' } };

describe('an example of a schema', () => {
  it('is made of the examples of its parts', () => {
    expect(exampleOf(devices, schemas)).toEqual([{ id: 'd1', ownerId: 'u1', medium: 'heat' }]);
  });
});

describe('a complete document', () => {
  const document = {
    info: {},
    components: { schemas },
    paths: {
      '/api/devices': {
        get: {
          responses: {
            200: { description: 'All.', content: { 'application/json': { schema: devices } } },
            429: { description: 'Its own.' },
            503: { description: 'Away.' },
          },
        },
      },
    },
  };
  const { responses } = completeDocument(document).paths['/api/devices'].get as unknown as {
    responses: Record<string, { description: string; headers: object; content: object }>;
  };

  it('has the replies that any path may give, beside those of the operation', () => {
    expect(Object.keys(responses)).toEqual(['200', '405', '408', '429', '503', '504']);
    expect(responses[429]?.description).toBe('Its own.');
  });

  it('has the headers of each reply', () => {
    for (const reply of Object.values(responses))
      expect(reply.headers).toHaveProperty('x-request-id');
    expect(responses[405]?.headers).toHaveProperty('Allow');
    for (const status of [429, 503])
      expect(responses[status]?.headers).toHaveProperty('Retry-After');
  });

  it('has a whole example of each body of a success', () => {
    expect(responses[200]?.content).toMatchObject({
      'application/json': { example: [{ id: 'd1', ownerId: 'u1', medium: 'heat' }] },
    });
  });
});
