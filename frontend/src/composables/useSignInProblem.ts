import { useI18n } from 'vue-i18n';
import { ApiProblem } from '../api/problem.ts';

/** Says why somebody could not sign in or change their password, in a sentence of their language. */
export function useSignInProblem() {
  const { t } = useI18n();

  return (error: unknown, wrongCredentials = 'problems.wrongCredentials'): string => {
    if (!(error instanceof ApiProblem)) {
      return `${t('problems.unreachable.title')}. ${t('problems.unreachable.text')}`;
    }
    switch (error.kind) {
      case 'wrong-credentials':
        return t(wrongCredentials);
      case 'too-many-attempts':
        if (error.retryAfterMs === undefined) return t('problems.tooManyAttemptsSoon');
        return t('problems.tooManyAttempts', { seconds: Math.ceil(error.retryAfterMs / 1_000) });
      case 'invalid-request':
        return t('problems.passwordRefused', {
          detail: error.errors.map(({ detail }) => detail).join(' ') || error.message,
        });
      default:
        return t('problems.unexpected.text', { detail: error.message });
    }
  };
}
