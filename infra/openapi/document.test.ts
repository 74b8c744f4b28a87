import { readFile } from 'node:fs/promises';
import { Compile } from 'typebox/schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { platformDocument } from './document.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { headers?: object; content?: Record<string, Media> }>;
}

let document: Awaited<ReturnType<typeof platformDocument>>;
let operations: Operation[];
beforeAll(async () => {
  document = await platformDocument();
  operations = Object.values(document.paths).flatMap((path) => Object.values(path) as Operation[]);
});

function isValid({ schema, example }: Media): boolean {
  const validator = Compile({ ...schema, components: document.components } as object);
  return example !== undefined && validator.Check(example);
}

describe('the OpenAPI document of the platform', () => {
  it('has the version of the package, a license and a server', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(document).toMatchObject({
      info: { version, license: { name: 'MIT' } },
      servers: [{ url: '/' }],
    });
  });

  it('has a whole example of each body, which its schema takes', () => {
    const media = operations.flatMap(({ operationId, requestBody, responses }) => {
      const bodies = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const contents = [requestBody?.content, ...bodies.map(([, { content }]) => content)];
      return contents.flatMap((content) =>
        Object.values(content ?? {}).map((each) => [operationId, each] as const),
      );
    });
    expect(media.length).toBeGreaterThan(30);
    const invalid = media.filter(([, each]) => !isValid(each)).map(([id]) => id);
    expect(invalid).toEqual([]);
  });

  it('has no example that was made up for want of one', () => {
    const madeUp = operations.filter((operation) => JSON.stringify(operation).includes('"text"'));
    expect(madeUp.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('describes the headers of each reply, and 405', () => {
    for (const { operationId, responses } of operations) {
      expect(responses[405]?.headers, operationId).toHaveProperty('Allow');
      for (const [status, { headers }] of Object.entries(responses)) {
        expect(headers, `${operationId} ${status}`).toHaveProperty('x-request-id');
        if (status === '429' || status === '503') expect(headers).toHaveProperty('Retry-After');
      }
    }
  });
});
