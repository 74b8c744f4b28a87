import type { AsyncComponentOptions, Component } from 'vue';

const RETRY_DELAY_MS = 5_000;
const MAX_ATTEMPTS = 100;

/** Options of an async component whose file is loaded again after a failure. */
export function retryLoading<Loaded extends Component>(
  load: () => Promise<{ default: Loaded }>,
): AsyncComponentOptions<Loaded> {
  return {
    loader: async () => (await load()).default,
    onError(_error, retry, fail, attempts) {
      if (attempts < MAX_ATTEMPTS) setTimeout(retry, RETRY_DELAY_MS);
      else fail();
    },
  };
}
