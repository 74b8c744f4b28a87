/** The values of a form's fields, as typed. */
export type Fields = Readonly<Record<string, string>>;

/** A field that somebody else changed after the form was opened. */
export interface ConflictingField<T extends Fields> {
  readonly field: keyof T & string;
  /** The value when the form was opened. */
  readonly before: string;
  readonly theirs: string;
  /** The value typed here; undefined where the field was not edited. */
  readonly yours: string | undefined;
}

/** The fields whose values differ, with their new values. */
export function changedFields<T extends Fields>(before: T, after: T): Partial<T> {
  const fields = Object.keys(before).filter((field) => before[field] !== after[field]);
  return Object.fromEntries(fields.map((field) => [field, after[field]])) as Partial<T>;
}

/** The three versions of a form that a merge compares. */
export interface Versions<T extends Fields> {
  /** The stored values when the form was opened. */
  readonly before: T;
  readonly typed: T;
  /** The stored values now. */
  readonly theirs: T;
}

/** Lists the fields that somebody else changed, each with the value typed here. */
export function findConflicts<T extends Fields>({
  before,
  typed,
  theirs,
}: Versions<T>): readonly ConflictingField<T>[] {
  const yours = changedFields(before, typed);
  return Object.keys(changedFields(before, theirs)).map((field) => ({
    field,
    before: before[field]!,
    theirs: theirs[field]!,
    yours: yours[field],
  }));
}

/** Merges both edits; their value wins where both changed a field. */
export function mergePreferringTheirs<T extends Fields>({ before, typed, theirs }: Versions<T>): T {
  return { ...typed, ...changedFields(before, theirs) };
}

/** Merges both edits; the value typed here wins where both changed a field. */
export function mergePreferringYours<T extends Fields>({ before, typed, theirs }: Versions<T>): T {
  return { ...theirs, ...changedFields(before, typed) };
}
