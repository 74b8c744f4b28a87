import fc from 'fast-check';
import type { Description, Parameter, Schema } from './description.ts';
import { namesFor, Reference } from './seen.ts';

const LONGEST_TEXT = 60;
const DEEPEST = 4;

/** Makes values that the schemas of a document take. */
export class Values {
  readonly #components: Description['components'];

  constructor({ components }: Description) {
    this.#components = components;
  }

  /** Values for a parameter. */
  ofParameter({ name, schema, example }: Parameter, path: string): fc.Arbitrary<unknown> {
    const examples = example === undefined ? (schema.examples ?? []) : [example];
    // The read models never reach a position that no response contained.
    if (name === 'energy-position') return this.#shown(name, path, fc.constant(undefined));
    return this.#named(name, path, { ...schema, examples });
  }

  /** Values for a body. */
  ofBody(schema: Schema, path: string): fc.Arbitrary<unknown> {
    return this.#of(schema, path, 0);
  }

  #of(schema: Schema, path: string, depth: number): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) return this.#of(this.#resolved(schema.$ref), path, depth);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return fc.oneof(...choices.map((choice) => this.#of(choice, path, depth)));
    const types = [schema.type ?? 'object'].flat();
    return fc.oneof(...types.map((type) => this.#ofType(type, schema, path, depth)));
  }

  #ofType(type: string, schema: Schema, path: string, depth: number): fc.Arbitrary<unknown> {
    switch (type) {
      case 'object':
        return this.#object(schema, path, depth);
      case 'array':
        return fc.array(this.#of(schema.items ?? {}, path, depth + 1), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 3, 3),
        });
      case 'string':
        return text(schema);
      case 'integer':
        return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
      case 'number':
        return number(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        throw new Error(`The document has a schema of a type that is not known here: ${type}.`);
    }
  }

  #object(schema: Schema, path: string, depth: number): fc.Arbitrary<unknown> {
    if (depth > DEEPEST) return fc.constant({});
    const { properties = {}, required = [] } = schema;
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [name, each] of Object.entries(properties)) {
      fields[name] = this.#named(name, path, each, depth + 1);
    }
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    // Few of the optional properties as often as any: many of them contradict one another.
    const few = fc
      .subarray(optional, { maxLength: Math.min(optional.length, 2) })
      .chain((names) => fc.record(only(fields, [...required, ...names])));
    return fc.oneof(fc.record(fields, { requiredKeys: [...required] }), few);
  }

  #named(name: string, path: string, schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    const own = this.#of(schema, path, depth);
    const examples = schema.examples?.length ? [fc.constantFrom(...schema.examples)] : [];
    if (schema.enum) return own;
    return fc.oneof(
      { weight: 3, arbitrary: this.#shown(name, path, own) },
      { weight: 2, arbitrary: fc.oneof(...examples, own) },
    );
  }

  #shown(name: string, path: string, otherwise: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    const choice = fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 1_000 }));
    const names = namesFor(name, path);
    return fc
      .tuple(choice, otherwise)
      .map(([chosen, fallback]) => new Reference(names, chosen, fallback));
  }

  #resolved(reference: string): Schema {
    const schema = this.#components.schemas[reference.slice('#/components/schemas/'.length)];
    if (!schema) throw new Error(`The document has nothing at ${reference}.`);
    return schema;
  }
}

function only<Value>(fields: Record<string, Value>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, fields[name]!]));
}

function text({ format, pattern, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date') return fc.date({ noInvalidDate: true, ...YEARS }).map(dayOf);
  if (format === 'date-time') {
    return fc.date({ noInvalidDate: true, ...YEARS }).map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(shorter(pattern)));
  const most = Math.min(maxLength ?? LONGEST_TEXT, Math.max(LONGEST_TEXT, minLength));
  return fc.string({ unit: 'grapheme', minLength, maxLength: most });
}

/** A pattern that takes no texts of thousands of characters, which take long to make. */
function shorter(pattern: string): string {
  return pattern.replaceAll(/,\d{3,}\}/g, `,${LONGEST_TEXT}}`);
}

const YEARS = { min: new Date('2000-01-01T00:00Z'), max: new Date('2100-12-31T00:00Z') };
const dayOf = (date: Date) => date.toISOString().slice(0, 10);

function number({ minimum, exclusiveMinimum, maximum = 1e6 }: Schema): fc.Arbitrary<number> {
  const min = exclusiveMinimum ?? minimum ?? -1e6;
  const minExcluded = exclusiveMinimum !== undefined;
  return fc.double({ min, minExcluded, max: maximum, noNaN: true });
}

const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;

/** Values that hardly anything takes. */
export const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 63),
  fc.constantFrom<unknown>('', ' ', '\0', '\ud800', 'a\udc00b', '\u202e', 'x'.repeat(10_000)),
  fc.constantFrom<unknown>('__proto__', '-0', 'NaN', '1e999', '0x10', '2026-02-30', '../../x'),
  fc.constantFrom<unknown>([], {}, [[]], { $ne: null }, { toString: 1 }, deep),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
);
