import { toStringMethod } from 'fast-check';

/** A JSON Schema of the document. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

/** Operation of the API, as its OpenAPI document describes it. */
export interface Operation {
  /** Text for fast-check's report of a failing request. */
  readonly [toStringMethod]: () => string;
  /** Method and path, such as `GET /api/devices/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the body; `undefined` if it takes none. */
  readonly body: Schema | undefined;
  /** Schemas of the responses, by status and content type; empty for a response without content. */
  readonly responses: ReadonlyMap<number, ReadonlyMap<string, Schema>>;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface DescribedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** An OpenAPI 3.1 document: the parts that requests are generated from. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const SWITCHING_PROTOCOLS = 101;

/** Lists every operation of a document. */
export function operationsOf({ paths }: Description): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationOf(method.toUpperCase(), path, operation),
    ),
  );
}

/** True if an operation opens a WebSocket: its responses include 101. */
export function opensWebSocket({ responses }: Operation): boolean {
  return responses.has(SWITCHING_PROTOCOLS);
}

function operationOf(
  method: string,
  path: string,
  { parameters = [], requestBody, responses }: DescribedOperation,
): Operation {
  const name = `${method} ${path}`;
  return {
    [toStringMethod]: () => name,
    name,
    method,
    path,
    parameters,
    body: requestBody?.content?.['application/json']?.schema,
    responses: new Map(
      Object.entries(responses).map(([status, { content = {} }]) => [
        Number(status),
        new Map(Object.entries(content).map(([type, { schema }]) => [type, schema])),
      ]),
    ),
  };
}
