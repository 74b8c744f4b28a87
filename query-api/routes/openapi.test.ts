import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Queries } from '../testing/queries.ts';

/** The content types of exports. */
const FILE_TYPES = [
  'text/csv',
  'application/x-ndjson',
  'application/vnd.apache.parquet',
  'application/atom+xml',
];

type Json = { [key: string]: Json } & Json[];

let queries: Queries;
let document: Json;
beforeAll(async () => {
  queries = await Queries.start();
  document = (await queries.get('/api/openapi.json')).body;
});
afterAll(() => queries.stop());

function operations(): [string, Json][] {
  return Object.entries(document.paths!).map(([path, item]) => [path, item.get!]);
}

/** Every object in a value, the value itself included. */
function* objectsIn(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

/** The media types of a successful reply. */
function typesOf(path: string): readonly string[] {
  if (path.endsWith('/export')) return FILE_TYPES;
  return path.endsWith('/pdf') ? ['application/pdf'] : ['application/json'];
}

describe('the OpenAPI document', () => {
  it('describes every route of the API, and no other', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths!).sort()).toEqual([
      '/api/alerts',
      '/api/asyncapi.json',
      '/api/consumption',
      '/api/consumption/export',
      '/api/consumption/today',
      '/api/device-states',
      '/api/device-totals',
      '/api/devices',
      '/api/devices/{id}',
      '/api/devices/{id}/consumption',
      '/api/devices/{id}/consumption/days',
      '/api/devices/{id}/consumption/export',
      '/api/devices/{id}/forecast',
      '/api/devices/{id}/gaps',
      '/api/devices/{id}/history',
      '/api/devices/{id}/statement',
      '/api/devices/{id}/statement/pdf',
      '/api/forecast',
      '/api/gaps',
      '/api/live',
      '/api/openapi.json',
      '/api/overview',
      '/api/session',
      '/api/sessions',
      '/api/sign-ins',
      '/api/tariffs',
      '/api/tariffs/{id}',
      '/api/users',
      '/api/users/{id}',
      '/api/users/{id}/budget',
    ]);
  });

  it('names each operation with its replies and problems', () => {
    const names = operations().map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [path, { summary, responses }] of operations()) {
      expect(summary, path).toBeTruthy();
      const success = path === '/api/live' ? '101' : '200';
      expect(Object.keys(responses!), path).toEqual(
        expect.arrayContaining([success, '400', '500']),
      );
      for (const [status, { description, content }] of Object.entries(responses!)) {
        expect(description, `${path} ${status}`).toBeTruthy();
        if (status === '101' || status === '304') continue; // They have no body.
        const types = status.startsWith('2') ? typesOf(path) : ['application/problem+json'];
        expect(Object.keys(content!), `${path} ${status}`).toEqual(types);
      }
    }
  });

  it('describes each parameter, and which must be given', () => {
    const parameters = operations().flatMap(([, operation]) => operation.parameters ?? []);
    for (const { name, description } of parameters) expect(description, `${name}`).toBeTruthy();
    const required = parameters.filter(({ required }) => required).map(({ name }) => name);
    expect(new Set(required)).toEqual(new Set(['id']));
  });

  it('has an answer to each of its references', () => {
    const references = [...objectsIn(document)].flatMap(({ $ref }) => ($ref ? [String($ref)] : []));
    expect(references).not.toHaveLength(0);
    for (const reference of references) {
      const [root, ...steps] = reference.split('/');
      expect(root).toBe('#');
      let target: Json | undefined = document;
      for (const step of steps) target = target?.[step];
      expect(target, reference).toBeDefined();
    }
  });

  it('gives the unit of each energy', () => {
    const energies = [...objectsIn(document)].flatMap((object) =>
      ['energy', 'total', 'maxHourlyConsumption'].flatMap((name) => {
        const schema = object[name] as { description?: string } | undefined;
        return schema?.description === undefined ? [] : [schema.description];
      }),
    );
    expect(energies.length).toBeGreaterThanOrEqual(4);
    for (const description of energies) expect(description).toContain('kWh');
  });
});
