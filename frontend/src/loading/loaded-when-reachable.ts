import type { AsyncComponentOptions, Component } from 'vue';

const RETRY_MS = 5_000;
const MOST_ATTEMPTS = 100;

/** A component that is loaded from the platform, in a while where it can't be at once. */
export function loadedWhenReachable<Loaded extends Component>(
  load: () => Promise<{ default: Loaded }>,
): AsyncComponentOptions<Loaded> {
  return {
    loader: async () => (await load()).default,
    onError(_error, retry, fail, attempts) {
      if (attempts < MOST_ATTEMPTS) setTimeout(retry, RETRY_MS);
      else fail();
    },
  };
}
