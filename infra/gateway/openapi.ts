/** What the gateway has to know of an OpenAPI document to join two of them. */
interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly tags?: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: Readonly<Record<string, object>>;
}

/** One document for both sides of the API: an address has the methods of both. */
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
