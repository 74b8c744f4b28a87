import { computed, reactive, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { contentKey } from '../api/content-key.ts';
import { ApiProblem } from '../api/problem.ts';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import { changedFields, conflictOf, type Fields, withTheirs, withYours } from './conflict.ts';

/** What is edited, as it stands at a revision. */
export interface Version<T extends Fields> {
  readonly fields: T;
  /** Undefined of what is yet to be made. */
  readonly revision?: number;
}

/** What a save sends. */
export interface Saving<T extends Fields> {
  readonly typed: T;
  readonly changes: Partial<T>;
  readonly revision: number | undefined;
  /** The same for the same content: sent again, it is the same command. */
  readonly key: string;
}

export interface EditingOptions<T extends Fields> {
  readonly opened: Version<T>;
  /** The fields that can’t be as they are typed. */
  readonly wrong: (typed: T) => readonly (keyof T & string)[];
  /** @throws ApiProblem, Unreachable */
  readonly save: (saving: Saving<T>) => Promise<void>;
  /** As it stands by now, after a save was refused since somebody else had changed it. */
  readonly current?: () => Promise<Version<T>>;
}

/**
 * A form on something that others may change meanwhile. Whatever goes wrong, what was typed stays.
 */
export function useEditing<T extends Fields>(options: EditingOptions<T>) {
  const { t } = useI18n();
  const errorMessage = useErrorMessage();
  const opening = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const opened = shallowRef<Version<T>>(options.opened);
  const typed = reactive({ ...options.opened.fields }) as T;
  const theirs = shallowRef<Version<T>>();
  const refused = shallowRef<{ readonly error: unknown; readonly typed: T }>();
  const wasTried = ref(false);
  const isSaving = ref(false);

  const isDirty = computed(() => Object.keys(changedFields(opened.value.fields, typed)).length > 0);
  const conflict = computed(() =>
    theirs.value ? conflictOf(opened.value.fields, typed, theirs.value.fields) : [],
  );

  /** What is wrong with each field: by the rules, or by what the server said of what was typed. */
  const errors = computed(() => {
    const found: Record<string, string> = {};
    if (wasTried.value) {
      for (const field of options.wrong(typed)) found[field] = t(`console.wrong.${field}`);
    }
    if (!refused.value) return found;
    const { error, typed: sent } = refused.value;
    for (const { parameter } of fieldErrorsOf(error)) {
      if (!(parameter in sent) || sent[parameter] !== typed[parameter]) continue;
      const isInvalid = error instanceof ApiProblem && error.kind === 'invalid-request';
      found[parameter] ??= isInvalid ? t(`console.wrong.${parameter}`) : errorMessage(error);
    }
    return found;
  });
  /** What went wrong and is no matter of a field. */
  const problem = computed(() => {
    if (!refused.value || theirs.value) return undefined;
    const { error, typed: sent } = refused.value;
    if (fieldErrorsOf(error).some(({ parameter }) => parameter in sent)) return undefined;
    return errorMessage(error);
  });

  /** Resolves to whether it is saved. */
  async function submit(): Promise<boolean> {
    wasTried.value = true;
    if (isSaving.value) return false;
    refused.value = undefined;
    if (options.wrong(typed).length > 0) return false;
    isSaving.value = true;
    try {
      await save();
      return true;
    } catch (error) {
      refused.value = { error, typed: { ...typed } };
      return false;
    } finally {
      isSaving.value = false;
    }
  }

  async function save(): Promise<void> {
    const { fields, revision } = opened.value;
    const changes = changedFields(fields, typed);
    const key = contentKey(opening, revision ?? '', JSON.stringify(typed));
    try {
      await options.save({ typed: { ...typed }, changes, revision, key });
    } catch (error) {
      const isConflict = error instanceof ApiProblem && error.kind === 'revision-mismatch';
      if (!isConflict || !options.current) throw error;
      const now = await options.current();
      if (conflictOf(fields, typed, now.fields).length > 0) {
        theirs.value = now;
        throw error;
      }
      // What somebody else changed is nothing that is edited here.
      opened.value = now;
      await save();
    }
  }

  function keepTheirs(): void {
    rebase(withTheirs);
  }

  function saveYours(): Promise<boolean> {
    rebase(withYours);
    return submit();
  }

  function rebase(merged: (before: T, typed: T, theirs: T) => T): void {
    if (!theirs.value) return;
    const now = merged(opened.value.fields, { ...typed }, theirs.value.fields);
    opened.value = theirs.value;
    Object.assign(typed, now);
    theirs.value = undefined;
    refused.value = undefined;
  }

  return {
    typed,
    errors,
    problem,
    conflict,
    isDirty,
    isSaving,
    submit,
    keepTheirs,
    saveYours,
  };
}

function fieldErrorsOf(error: unknown): ApiProblem['errors'] {
  return error instanceof ApiProblem ? error.errors : [];
}
