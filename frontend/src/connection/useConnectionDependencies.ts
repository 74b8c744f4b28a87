import { useApi } from '../session/session-store.ts';
import type { ConnectionDependencies } from './reconnection.ts';

/** What connections of the signed-in person need of the browser and the session. */
export function useConnectionDependencies(): ConnectionDependencies {
  const api = useApi();
  return {
    schedule(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    ensureSession: () => api.GET('/api/session'),
    random: Math.random,
  };
}
