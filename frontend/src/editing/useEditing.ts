import { computed, reactive, ref, shallowRef } from 'vue';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import {
  changedFields,
  type Fields,
  findConflicts,
  mergePreferringTheirs,
  mergePreferringYours,
  type Versions,
} from './conflict.ts';
import { type Failure, useFormErrors } from './useFormErrors.ts';

/** The fields of a record at a revision. */
export interface Version<T extends Fields> {
  readonly fields: T;
  /** Undefined for a new record. */
  readonly revision?: number;
}

export interface SaveRequest<T extends Fields> {
  readonly typed: T;
  readonly changes: Partial<T>;
  readonly revision: number | undefined;
  /** The idempotency key: the same content has the same key. */
  readonly key: string;
}

export interface EditingOptions<T extends Fields, Saved extends object> {
  readonly opened: Version<T>;
  /** Checks a typed value; fields without a rule are always valid. */
  readonly rules: { readonly [Field in keyof T]?: (value: T[Field]) => boolean };
  /** @throws ApiProblem, Unreachable */
  readonly save: (request: SaveRequest<T>) => Promise<Saved>;
  /** Loads the record again after somebody else changed it. */
  readonly loadCurrent?: () => Promise<Version<T>>;
}

/** A form on a record that others may change at the same time. No failure loses what was typed. */
export function useEditing<T extends Fields, Saved extends object>(
  options: EditingOptions<T, Saved>,
) {
  const typed = reactive({ ...options.opened.fields }) as T;
  const versions = useVersions(options.opened, typed);
  const { conflict, isDirty, resolve } = versions;
  const wasSubmitted = ref(false);
  const invalidFields = () =>
    Object.keys(typed).filter(
      (field) => options.rules[field]?.(typed[field] as T[string]) === false,
    );
  const { failure, isSaving, save } = useSaving(options, typed, versions);

  /** Saves the form. Resolves to the saved record, or to undefined where it could not be saved. */
  async function submit(): Promise<Saved | undefined> {
    wasSubmitted.value = true;
    if (isSaving.value) return undefined;
    failure.value = undefined;
    return invalidFields().length > 0 ? undefined : save();
  }

  return {
    typed,
    ...useFormErrors<T>({
      typed,
      failure,
      invalidFields: computed(() => (wasSubmitted.value ? invalidFields() : [])),
      hasConflict: computed(() => conflict.value.length > 0),
    }),
    conflict,
    isDirty,
    isSaving,
    submit,
    keepTheirs(): void {
      resolve(mergePreferringTheirs);
      failure.value = undefined;
    },
    saveYours(): Promise<Saved | undefined> {
      resolve(mergePreferringYours);
      return submit();
    },
  };
}

/** Saves what is typed on the latest version that it does not contradict. */
function useSaving<T extends Fields, Saved extends object>(
  options: EditingOptions<T, Saved>,
  typed: T,
  { opened, adopt }: ReturnType<typeof useVersions<T>>,
) {
  const formId = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const failure = shallowRef<Failure<T>>();
  const isSaving = ref(false);

  async function save(): Promise<Saved | undefined> {
    isSaving.value = true;
    try {
      return await saveOnLatest();
    } catch (error) {
      failure.value = { error, sent: { ...typed } };
      return undefined;
    } finally {
      isSaving.value = false;
    }
  }

  async function saveOnLatest(): Promise<Saved> {
    const { fields, revision } = opened.value;
    const changes = changedFields(fields, typed);
    const key = contentKey(formId, revision ?? '', JSON.stringify(typed));
    try {
      return await options.save({ typed: { ...typed }, changes, revision, key });
    } catch (error) {
      const isConflict = error instanceof ApiProblem && error.kind === 'revision-mismatch';
      if (!isConflict || !options.loadCurrent) throw error;
      if (!adopt(await options.loadCurrent())) throw error;
      return saveOnLatest();
    }
  }

  return { failure, isSaving, save };
}

/** The version that a form edits, and a conflicting one that somebody else saved. */
function useVersions<T extends Fields>(initial: Version<T>, typed: T) {
  const opened = shallowRef(initial);
  const theirs = shallowRef<Version<T>>();
  const versionsWith = ({ fields }: Version<T>): Versions<T> => {
    return { before: opened.value.fields, typed: { ...typed }, theirs: fields };
  };
  const isDirty = computed(() => Object.keys(changedFields(opened.value.fields, typed)).length > 0);
  const conflict = computed(() => (theirs.value ? findConflicts(versionsWith(theirs.value)) : []));

  /** Continues from the current version where it changes no field of the form; else reports a conflict. */
  function adopt(current: Version<T>): boolean {
    const isConflict = findConflicts(versionsWith(current)).length > 0;
    if (isConflict) theirs.value = current;
    else opened.value = current;
    return !isConflict;
  }

  function resolve(merge: (versions: Versions<T>) => T): void {
    if (!theirs.value) return;
    Object.assign(typed, merge(versionsWith(theirs.value)));
    opened.value = theirs.value;
    theirs.value = undefined;
  }

  return { opened, isDirty, conflict, adopt, resolve };
}
