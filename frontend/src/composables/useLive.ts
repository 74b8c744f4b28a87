import { createGlobalState } from '@vueuse/core';
import { onScopeDispose, readonly, ref, type WatchSource, watch } from 'vue';
import type { HourlyTotal } from '../energy/live-total.ts';
import { LiveConnection, type LiveFrames, type LiveStatus } from '../live/live-connection.ts';
import { useSession } from '../session/session-store.ts';

const POLL_MS = 60_000;

/** The live feed, which all of the page shares: connected while somebody is signed in. */
export function useLive() {
  const { connection, status } = useConnection();

  /** Hears every frame of a type while the component is there. */
  function on<Type extends keyof LiveFrames>(
    type: Type,
    listener: (frame: LiveFrames[Type]) => void,
  ): void {
    onScopeDispose(connection.on(type, listener));
  }

  /**
   * Hears the hourly totals of devices while the component is there.
   *
   * @param onMissed totals may not have been heard, or can’t be: what is shown should be loaded again.
   *   Every minute while there is no connection.
   */
  function watchTotals(
    deviceIds: WatchSource<readonly string[]>,
    onTotal: (total: HourlyTotal) => void,
    onMissed: () => void,
  ): void {
    watch(deviceIds, (ids, _before, onCleanup) => onCleanup(connection.watch([...ids])), {
      immediate: true,
    });
    on('hourly-total', onTotal);
    on('totals-missed', onMissed);
    watch(status, (now, before) => {
      if (now === 'connected' && before === 'down') onMissed();
    });
    const poll = setInterval(() => {
      if (status.value !== 'connected') onMissed();
    }, POLL_MS);
    onScopeDispose(() => clearInterval(poll));
  }

  /**
   * For administrators: hears the alerts of some devices, or of all without them, while the component is
   * there.
   */
  function watchAlerts(deviceIds: WatchSource<readonly string[] | undefined>): void {
    watch(deviceIds, (ids, _before, onCleanup) => onCleanup(connection.watchAlerts(ids)), {
      immediate: true,
    });
  }

  return { status: readonly(status), on, watchTotals, watchAlerts };
}

/** It outlives the component that needs it first. */
const useConnection = createGlobalState(() => {
  const session = useSession();
  const connection = new LiveConnection({
    connect: (path) =>
      new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws'))) as never,
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    signedIn: () => session.api.GET('/api/session'),
    random: Math.random,
  });
  const status = ref<LiveStatus>(connection.status);
  connection.onStatus((now) => {
    status.value = now;
  });
  addEventListener('online', () => connection.hurry());
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.hurry();
  });
  watch(
    () => session.isSignedIn && !session.mustChangePassword,
    (isIn) => (isIn ? connection.start() : connection.stop()),
    { immediate: true },
  );
  return { connection, status };
});
