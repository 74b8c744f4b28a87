/** Stored as JSON, or as a nested document. `restore` adds optional keys, which neither of them stores. */
export interface JsonAttribute {
  // biome-ignore lint/suspicious/noExplicitAny: what was stored is known to the declaration alone
  readonly restore: (stored: any) => unknown;
}

/**
 * The type of a stored attribute. `optional` ones can be undefined, `instant` is in milliseconds since 1970 (UTC),
 * `energy` in µWh.
 */
export type AttributeType =
  | 'text'
  | 'optional text'
  | 'integer'
  | 'optional integer'
  | 'real'
  | 'boolean'
  | 'instant'
  | 'energy'
  | JsonAttribute;

/** The attributes of a row. Declared once; each engine derives its columns or fields from it. */
export type Attributes<Row> = { readonly [Name in keyof Row]-?: TypeOf<Row[Name]> };

type TypeOf<Value> = undefined extends Value
  ? OptionalTypeOf<Exclude<Value, undefined>>
  : Value extends string
    ? 'text'
    : Value extends number
      ? 'integer' | 'real' | 'instant' | 'energy'
      : Value extends boolean
        ? 'boolean'
        : JsonAttribute;

type OptionalTypeOf<Value> = Value extends string ? 'optional text' : 'optional integer';

export function json<Value>(restore: (stored: Value) => Value = (stored) => stored): JsonAttribute {
  return { restore };
}
