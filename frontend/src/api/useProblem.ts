import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useI18n } from 'vue-i18n';
import { ApiProblem, isAbout, isTemporary, Unreachable } from './problem.ts';
import { useErrorMessage } from './useErrorMessage.ts';

/** Describes an error in the person’s language: a title, and what to do next. */
export function useProblem(error: MaybeRefOrGetter<unknown>) {
  const { t } = useI18n();
  const errorMessage = useErrorMessage();
  return computed(() => {
    const failure = toValue(error);
    const kind = kindOf(failure);
    return {
      title: t(`problems.${kind}.title`),
      text: kind === 'unexpected' ? errorMessage(failure) : t(`problems.${kind}.text`),
      isTemporary: isTemporary(failure),
    };
  });
}

/** True if a file of the pages is missing after an update; each browser words that differently. */
function isMissingFile(failure: unknown): boolean {
  return failure instanceof TypeError && /import|module/i.test(failure.message);
}

function kindOf(failure: unknown) {
  if (failure instanceof Unreachable) return 'unreachable';
  if (isMissingFile(failure)) return 'outdated';
  if (failure instanceof ApiProblem) {
    if (failure.kind === 'device-not-found') return 'notFound';
    // An address with an id that is none leads nowhere, too.
    if (failure.kind === 'user-not-found' || isAbout(failure, 'id')) return 'missing';
    if (failure.status === 503) return 'unavailable';
  }
  return 'unexpected';
}
