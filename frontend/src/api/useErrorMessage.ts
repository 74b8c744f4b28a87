import { useI18n } from 'vue-i18n';
import { errorMessage } from './error-message.ts';

/** Says what an error means in the person's language, in a sentence. */
export function useErrorMessage() {
  const { t, te } = useI18n();
  return (error: unknown): string => {
    const { key, parameters = {} } = errorMessage(error, te);
    return t(key, parameters);
  };
}
