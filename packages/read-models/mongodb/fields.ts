import type { Document } from 'mongodb';
import type { Attributes, AttributeType, JsonAttribute } from '../attributes.ts';

interface FieldType {
  write(value: unknown): unknown;
  read(stored: unknown): unknown;
}

const asStored: FieldType = { write: (value) => value, read: (stored) => stored };

const TYPES: Readonly<Record<Exclude<AttributeType, JsonAttribute>, FieldType>> = {
  text: asStored,
  'optional text': { write: asStored.write, read: (stored) => stored ?? undefined },
  integer: asStored,
  'optional integer': { write: asStored.write, read: (stored) => stored ?? undefined },
  real: asStored,
  boolean: asStored,
  instant: {
    write: (value) => new Date(value as number),
    read: (stored) => (stored as Date).getTime(),
  },
  energy: { write: (value) => BigInt(value as number), read: Number },
};

/** Maps rows to documents: a field for each attribute, `_id` for the id. Undefined attributes have no field. */
export class Fields<Row> {
  readonly #attributes: readonly (keyof Row & string)[];
  readonly #types: readonly FieldType[];

  constructor(attributes: Attributes<Row>) {
    this.#attributes = Object.keys(attributes) as (keyof Row & string)[];
    this.#types = this.#attributes.map((attribute) => fieldType(attributes[attribute]));
  }

  toDocument(row: Row): Document {
    const document: Document = {};
    for (const [index, attribute] of this.#attributes.entries()) {
      const value = row[attribute];
      if (value !== undefined) document[fieldName(attribute)] = this.#types[index]!.write(value);
    }
    return document;
  }

  toRow(document: Document): Row {
    const row: Partial<Record<keyof Row, unknown>> = {};
    for (const [index, attribute] of this.#attributes.entries()) {
      row[attribute] = this.#types[index]!.read(document[fieldName(attribute)]);
    }
    return row as Row;
  }
}

function fieldName(attribute: string): string {
  return attribute === 'id' ? '_id' : attribute;
}

function fieldType(type: AttributeType): FieldType {
  if (typeof type === 'string') return TYPES[type];
  // The driver would store an undefined key as null; JSON drops it.
  return { write: (value) => JSON.parse(JSON.stringify(value)), read: type.restore };
}
