import { useApi } from '../session/session-store.ts';
import type { ConnectionDependencies } from './reconnection.ts';

/** Provides the timers, session and other browser dependencies for connections of the signed-in person. */
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
