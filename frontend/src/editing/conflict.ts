/** The fields of a form as they are typed. */
export type Fields = Readonly<Record<string, string>>;

/** A field that somebody else has changed since the form was opened. */
export interface ConflictingField<T extends Fields> {
  readonly field: keyof T & string;
  /** As it was when the form was opened. */
  readonly before: string;
  readonly theirs: string;
  /** What was typed here; undefined where nothing was. */
  readonly yours: string | undefined;
}

/** The fields in which two versions differ: what is to be sent, and what is unsaved. */
export function changedFields<T extends Fields>(before: T, now: T): Partial<T> {
  const fields = Object.keys(before).filter((field) => before[field] !== now[field]);
  return Object.fromEntries(fields.map((field) => [field, now[field]])) as Partial<T>;
}

/**
 * What somebody else has changed meanwhile, beside what was typed here.
 *
 * @param before as it was when the form was opened
 * @param typed as the form has it
 * @param theirs as it is by now
 */
export function conflictOf<T extends Fields>(
  before: T,
  typed: T,
  theirs: T,
): readonly ConflictingField<T>[] {
  const yours = changedFields(before, typed);
  return Object.keys(changedFields(before, theirs)).map((field) => ({
    field,
    before: before[field]!,
    theirs: theirs[field]!,
    yours: yours[field],
  }));
}

/** What was typed here, with theirs wherever they have changed something. */
export function withTheirs<T extends Fields>(before: T, typed: T, theirs: T): T {
  return { ...typed, ...changedFields(before, theirs) };
}

/** What was typed here, with theirs only where nothing was typed. */
export function withYours<T extends Fields>(before: T, typed: T, theirs: T): T {
  return { ...theirs, ...changedFields(before, typed) };
}
