import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useI18n } from 'vue-i18n';
import { ApiProblem, isPassing, Unreachable } from './problem.ts';
import { useErrorMessage } from './useErrorMessage.ts';

/** An error in the person’s language: a title, and what to do next. */
export function useProblem(error: MaybeRefOrGetter<unknown>) {
  const { t } = useI18n();
  const errorMessage = useErrorMessage();
  return computed(() => {
    const failure = toValue(error);
    const kind = kindOf(failure);
    return {
      title: t(`problems.${kind}.title`),
      text: kind === 'unexpected' ? errorMessage(failure) : t(`problems.${kind}.text`),
      isPassing: isPassing(failure),
    };
  });
}

/** A page’s own file is gone, for there is a newer one: browsers say so each in their own words. */
function isGonePage(failure: unknown): boolean {
  return failure instanceof TypeError && /import|module/i.test(failure.message);
}

function kindOf(failure: unknown) {
  if (failure instanceof Unreachable) return 'unreachable';
  if (isGonePage(failure)) return 'outdated';
  if (failure instanceof ApiProblem) {
    if (failure.kind === 'device-not-found') return 'notFound';
    if (failure.status === 503) return 'unavailable';
  }
  return 'unexpected';
}
