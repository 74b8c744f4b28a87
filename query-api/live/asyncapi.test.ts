import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Queries } from '../testing/queries.ts';
import { CLOSE_CODES } from './close-codes.ts';
import { CLIENT_FRAMES, SERVER_FRAMES } from './frames.ts';

type Json = { [key: string]: Json };

let queries: Queries;
let document: Json;
beforeAll(async () => {
  queries = await Queries.start();
  document = (await queries.get('/api/asyncapi.json', {})).body;
});
afterAll(() => queries.stop());

/** Resolves a reference. */
function target(reference: unknown): Json | undefined {
  const [root, ...steps] = String(reference).split('/');
  expect(root).toBe('#');
  return steps.reduce<Json | undefined>((within, step) => within?.[step], document);
}

/** Every object in a value, the value itself included. */
function* objectsIn(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

describe('the AsyncAPI document', () => {
  it('describes each frame once, by its schema', () => {
    expect(document.asyncapi).toBe('3.0.0');
    const frames = { ...SERVER_FRAMES, ...CLIENT_FRAMES };
    const messages = document.components!.messages!;
    expect(Object.keys(messages)).toEqual(Object.keys(frames));
    for (const [name, { summary, payload }] of Object.entries(messages)) {
      expect(summary, name).toBeTruthy();
      expect(payload!.properties!.type!.const).toBe(name);
      expect(payload!.required).toContain('type');
    }
  });

  it('lists the frames of each side, and requires authentication', () => {
    const namesOf = (operation: string) =>
      Object.values(document.operations![operation]!.messages!).map(
        ({ $ref }) => target(target($ref)!.$ref)!.name,
      );
    expect(document.operations!.tell!.action).toBe('send');
    expect(namesOf('tell')).toEqual(Object.keys(SERVER_FRAMES));
    expect(document.operations!.ask!.action).toBe('receive');
    expect(namesOf('ask')).toEqual(Object.keys(CLIENT_FRAMES));
    for (const { security } of Object.values(document.operations!)) {
      expect(Object.values(security!)).toHaveLength(2);
    }
  });

  it('says why connections are closed', () => {
    for (const { code } of Object.values(CLOSE_CODES)) {
      expect(document.info!.description).toContain(`- ${code}: `);
    }
  });

  it('has an answer to each of its references', () => {
    const references = [...objectsIn(document)].flatMap(({ $ref }) => $ref ?? []);
    expect(references).not.toHaveLength(0);
    for (const reference of references) expect(target(reference), `${reference}`).toBeDefined();
  });

  it('gives the unit of each energy', () => {
    for (const schema of objectsIn(document.components!.messages)) {
      for (const name of ['total', 'limit']) {
        const energy = (schema.properties as Json | undefined)?.[name];
        if (energy) expect(energy.description, name).toContain('kWh');
      }
    }
  });
});
