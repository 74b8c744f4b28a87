import { computed, type Ref, reactive, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import {
  changedFields,
  type Fields,
  findConflicts,
  mergePreferringTheirs,
  mergePreferringYours,
  type Versions,
} from './conflict.ts';

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

/** A failed save, with the values that were sent. */
interface Failure<T extends Fields> {
  readonly error: unknown;
  readonly sent: T;
}

/** A form on a record that others may change at the same time. No failure loses what was typed. */
export function useEditing<T extends Fields, Saved extends object>(
  options: EditingOptions<T, Saved>,
) {
  const formId = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const typed = reactive({ ...options.opened.fields }) as T;
  const { opened, isDirty, conflict, adopt, resolve } = useVersions(options.opened, typed);
  const failure = shallowRef<Failure<T>>();
  const wasSubmitted = ref(false);
  const isSaving = ref(false);
  const invalidFields = () =>
    Object.keys(typed).filter(
      (field) => options.rules[field]?.(typed[field] as T[string]) === false,
    );

  /** Saves the form. Resolves to the saved record, or to undefined where it could not be saved. */
  async function submit(): Promise<Saved | undefined> {
    wasSubmitted.value = true;
    if (isSaving.value) return undefined;
    failure.value = undefined;
    if (invalidFields().length > 0) return undefined;
    isSaving.value = true;
    try {
      return await save();
    } catch (error) {
      failure.value = { error, sent: { ...typed } };
      return undefined;
    } finally {
      isSaving.value = false;
    }
  }

  async function save(): Promise<Saved> {
    const { fields, revision } = opened.value;
    const changes = changedFields(fields, typed);
    const key = contentKey(formId, revision ?? '', JSON.stringify(typed));
    try {
      return await options.save({ typed: { ...typed }, changes, revision, key });
    } catch (error) {
      const isConflict = error instanceof ApiProblem && error.kind === 'revision-mismatch';
      if (!isConflict || !options.loadCurrent) throw error;
      if (!adopt(await options.loadCurrent())) throw error;
      return save();
    }
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

/** The error messages of a form: one for each field, and one for the form as a whole. */
function useFormErrors<T extends Fields>({
  typed,
  failure,
  invalidFields,
  hasConflict,
}: {
  readonly typed: T;
  readonly failure: Ref<Failure<T> | undefined>;
  readonly invalidFields: Ref<readonly string[]>;
  readonly hasConflict: Ref<boolean>;
}) {
  const { t, te } = useI18n();
  const errorMessage = useErrorMessage();

  const errors = computed(() => {
    const messages: Record<string, string> = {};
    for (const field of invalidFields.value) messages[field] = t(`console.invalid.${field}`);
    if (!failure.value) return messages;
    const { error, sent } = failure.value;
    for (const fieldError of fieldErrors(error)) {
      const { parameter } = fieldError;
      const isUnchanged = parameter in sent && sent[parameter] === typed[parameter];
      if (isUnchanged) messages[parameter] ??= fieldMessage(error, fieldError);
    }
    return messages;
  });
  const problem = computed(() => {
    if (!failure.value || hasConflict.value) return undefined;
    const { error, sent } = failure.value;
    const isAboutFields = fieldErrors(error).some(({ parameter }) => parameter in sent);
    return isAboutFields ? undefined : errorMessage(error);
  });

  function fieldMessage(error: unknown, { parameter, code }: FieldError): string {
    const isInvalid = error instanceof ApiProblem && error.kind === 'invalid-request';
    if (!isInvalid) return errorMessage(error);
    const ruleKey = `problems.rule.${code}`;
    return te(ruleKey) ? t(ruleKey) : t(`console.invalid.${parameter}`);
  }

  return { errors, problem };
}

type FieldError = ApiProblem['errors'][number];

function fieldErrors(error: unknown): readonly FieldError[] {
  return error instanceof ApiProblem ? error.errors : [];
}
