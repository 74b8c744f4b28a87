import { useI18n } from 'vue-i18n';
import { errorMessage } from './error-message.ts';

/** Returns a function that describes an error in a sentence in the person's language. */
export function useErrorMessage() {
  const { t, te } = useI18n();
  return (error: unknown): string => {
    const { key, parameters = {} } = errorMessage(error, te);
    return t(key, parameters);
  };
}
