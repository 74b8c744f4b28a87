import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { ApiProblem } from '../api/problem.ts';
import { useErrorMessage } from '../api/useErrorMessage.ts';
import type { Fields } from './conflict.ts';

/** A failed save, with the values that were sent. */
export interface Failure<T extends Fields> {
  readonly error: unknown;
  readonly sent: T;
}

/** The error messages of a form: one for each field, and one for the form as a whole. */
export function useFormErrors<T extends Fields>({
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
