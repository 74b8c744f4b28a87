import { readonly, ref } from 'vue';
import { useErrorMessage } from '../api/useErrorMessage.ts';

/** The busy state and the error message of a form or a confirmation. */
export function useSubmission() {
  const errorMessage = useErrorMessage();
  const isBusy = ref(false);
  const problem = ref<string>();

  /** Resolves to false where the action failed; `problem` explains it. */
  async function run(action: () => Promise<unknown>): Promise<boolean> {
    isBusy.value = true;
    problem.value = undefined;
    try {
      await action();
      return true;
    } catch (error) {
      problem.value = errorMessage(error);
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy: readonly(isBusy), problem, run };
}
