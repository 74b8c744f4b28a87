import { Type as Library } from 'typebox';
import { expect, test } from 'vitest';
import { Type } from './type.ts';

type Builder = typeof Type;

const SCHEMAS: Readonly<Record<string, (type: Builder) => unknown>> = {
  'an array': (type) => type.Array(type.String(), { minItems: 1, description: 'Words.' }),
  'a boolean': (type) => type.Boolean({ default: false }),
  'an integer': (type) => type.Integer({ minimum: 1 }),
  'a literal string': (type) => type.Literal('device', { description: 'A device.' }),
  'a literal number': (type) => type.Literal(4),
  'a literal boolean': (type) => type.Literal(true),
  null: (type) => type.Null({ description: 'Nobody.' }),
  'a number': (type) => type.Number({ exclusiveMinimum: 0 }),
  'an object': (type) =>
    type.Object(
      { name: type.String(), limit: type.Optional(type.Number({ minimum: 0 })) },
      { additionalProperties: false, $id: 'Device' },
    ),
  'an object without required properties': (type) =>
    type.Object({ name: type.Optional(type.String()) }),
  'an object without properties': (type) => type.Object({}),
  'an object with a copied property, which is required': (type) =>
    type.Object({ name: { ...type.Optional(type.String()) } }),
  'an object with a property that is optional twice': (type) =>
    type.Object({ name: type.Optional(type.Optional(type.String())) }),
  'an object with an unchecked optional property': (type) =>
    type.Object({ at: type.Optional(type.Unsafe({ type: 'string', format: 'date-time' })) }),
  'the optional form of an object': (type) =>
    type.Partial(type.Object({ name: type.String(), limit: type.Optional(type.Number()) })),
  'the properties of an optional form within another object': (type) =>
    type.Object({ id: type.String(), ...type.Partial(type.Object({ a: type.Null() })).properties }),
  'a part of an object': (type) =>
    type.Pick(type.Object({ a: type.String(), b: type.Optional(type.String()), c: type.Null() }), [
      'b',
      'a',
    ]),
  'a reference': (type) => type.Ref('Device#'),
  'a string': (type) => type.String({ format: 'uuid' }),
  'a union': (type) =>
    type.Union([type.Literal('a'), type.Null()], { description: 'One of them.' }),
  'an unchecked schema': (type) => type.Unsafe<Date>({ type: 'string', format: 'date' }),
};

test.each(Object.keys(SCHEMAS))('makes %s as TypeBox does', (title) => {
  const schemaBy = (type: Builder) => JSON.stringify(SCHEMAS[title]!(type));

  expect(schemaBy(Type)).toBe(schemaBy(Library));
});
