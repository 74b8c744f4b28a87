import type { FastifyInstance } from 'fastify';

const DOCUMENT_TIMEOUT_MS = 2_000;

/** `GET /api/openapi.json`: the documents of both APIs as one. */
export function serveOpenApi(
  app: FastifyInstance,
  { queryApiUrl, commandApiUrl }: { readonly queryApiUrl: string; readonly commandApiUrl: string },
): void {
  app.get('/api/openapi.json', async () => {
    const documents = await Promise.all([documentOf(queryApiUrl), documentOf(commandApiUrl)]);
    return mergeOpenApi(...documents);
  });
}

async function documentOf(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(DOCUMENT_TIMEOUT_MS);
  const response = await fetch(`${url}/api/openapi.json`, { signal });
  return response.json();
}

/** The parts of an OpenAPI document that joining two of them needs. */
interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly tags?: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: Readonly<Record<string, object>>;
}

/** One document for both APIs: a path has the operations of both. */
export function mergeOpenApi(reads: unknown, commands: unknown): OpenApiDocument {
  const documents = [reads, commands] as [OpenApiDocument, OpenApiDocument];
  const [first, second] = documents;
  return {
    ...first,
    info: {
      ...first.info,
      title: 'Energy platform',
      description:
        'Users, devices, who owns which, and what the devices consumed. Energies in kWh.',
    },
    tags: byName(documents.flatMap(({ tags = [] }) => tags)),
    paths: mergeEach(first.paths, second.paths),
    components: mergeEach(first.components ?? {}, second.components ?? {}),
  };
}

function byName(tags: readonly { readonly name: string }[]) {
  return [...new Map(tags.map((tag) => [tag.name, tag])).values()];
}

function mergeEach(
  first: Readonly<Record<string, object>>,
  second: Readonly<Record<string, object>>,
): Record<string, object> {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...keys].map((key) => [key, { ...first[key], ...second[key] }]));
}
