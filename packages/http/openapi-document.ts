/** A schema as an OpenAPI document has it, as far as examples need it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly examples?: readonly unknown[];
  readonly example?: unknown;
  readonly const?: unknown;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
}

interface Reply {
  readonly description?: string;
  readonly headers?: object;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, Reply>>;
}

interface Document {
  readonly info: object;
  readonly paths?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const REQUEST_ID = {
  description: 'The id of the request, by which an operator finds it in the logs.',
  schema: { type: 'string', examples: ['0f0e7a5c-5c4e-4d0c-9d5e-0b8d2f4a1c3e'] },
};
const RETRY_AFTER = {
  description: 'Seconds after which the same request may succeed.',
  schema: { type: 'string', pattern: '^[0-9]+$', examples: ['2'] },
};
const ALLOW = {
  description: 'Every method of the path.',
  schema: { type: 'string', examples: ['GET, HEAD, POST'] },
};

/** Replies that come from any path: by the gateway, or before a route is reached. */
const REPLIES_OF_ANY_PATH: Readonly<Record<string, string>> = {
  405: 'The path does not have this method: `Allow` lists the methods that it has.',
  408: 'The request was incomplete after 10 s.',
  429: 'Too many requests of the address or the user: retry after `Retry-After`.',
  504: 'A service did not answer within 8 s. A command may have been carried out.',
};

/**
 * Adds to every operation of a document the replies that any path may give, the headers `x-request-id`,
 * `Retry-After` and `Allow`, and an example of each body.
 */
export function completeDocument<T extends object>(document: T): T {
  const { paths = {}, components } = document as Document;
  const schemas = components?.schemas ?? {};
  const completed = mapValues(paths, (methods) =>
    mapValues(methods, (operation) => completeOperation(operation as Operation, schemas)),
  );
  return { ...document, paths: completed };
}

function completeOperation(operation: Operation, schemas: Schemas): object {
  const { requestBody, responses } = operation;
  const replies = { ...mapValues(REPLIES_OF_ANY_PATH, problemReply), ...responses };
  return {
    ...operation,
    ...(requestBody && {
      requestBody: { ...requestBody, content: withExamples(requestBody.content, schemas) },
    }),
    responses: Object.fromEntries(
      Object.entries(replies).map(([status, reply]) => [
        status,
        completeReply(status, reply, schemas),
      ]),
    ),
  };
}

function problemReply(description: string): Reply {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}

function completeReply(status: string, reply: Reply, schemas: Schemas): Reply {
  return {
    ...reply,
    headers: {
      'x-request-id': REQUEST_ID,
      ...(['429', '503'].includes(status) && { 'Retry-After': RETRY_AFTER }),
      ...(status === '405' && { Allow: ALLOW }),
      ...reply.headers,
    },
    ...(reply.content &&
      status.startsWith('2') && { content: withExamples(reply.content, schemas) }),
  };
}

type Schemas = Readonly<Record<string, Schema>>;

function withExamples(
  content: Readonly<Record<string, MediaType>>,
  schemas: Schemas,
): Readonly<Record<string, MediaType>> {
  return mapValues(content, (media) => {
    if (media.schema === undefined || media.example !== undefined) return media;
    return { ...media, example: exampleOf(media.schema, schemas) };
  });
}

/** A whole value of a schema, made of the examples of its parts. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.$ref) return exampleOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
  const { examples, example, properties, items, anyOf, oneOf, enum: choices } = schema;
  if (example !== undefined) return example;
  if (examples !== undefined) return examples[0];
  if (schema.const !== undefined) return schema.const;
  if (choices !== undefined) return choices[0];
  if (schema.default !== undefined) return schema.default;
  const variant = (anyOf ?? oneOf)?.find(({ type }) => type !== 'null');
  if (variant) return exampleOf(variant, schemas);
  if (properties) return mapValues(properties, (property) => exampleOf(property, schemas));
  if (items) return [exampleOf(items, schemas)];
  if (schema.format && EXAMPLES_OF_FORMATS[schema.format])
    return EXAMPLES_OF_FORMATS[schema.format];
  return exampleOfType([schema.type].flat()[0]);
}

const EXAMPLES_OF_FORMATS: Readonly<Record<string, string>> = {
  uuid: '5c2494a3-1140-4c7a-991a-a1a2561c6bc2',
  'date-time': '2026-11-22T17:41:03.518Z',
};

function exampleOfType(type: string | undefined): unknown {
  switch (type) {
    case 'object':
      return {};
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 1;
    case 'string':
      return 'text';
    default:
      return null;
  }
}

function mapValues<V, R>(
  record: Readonly<Record<string, V>>,
  map: (value: V) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
