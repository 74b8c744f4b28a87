import { createGlobalState, useEventListener } from '@vueuse/core';
import { onScopeDispose, type Ref, readonly, ref, type WatchSource, watch } from 'vue';
import { useConnectionDependencies } from '../connection/useConnectionDependencies.ts';
import type { HourlyTotal } from '../energy/live-total.ts';
import { useSession } from '../session/session-store.ts';
import { LiveFeed, type LiveFrames } from './live-feed.ts';

const POLL_INTERVAL_MS = 60_000;

/** Subscriptions to the live feed that end with the component. */
export function useLiveFeed() {
  const { feed, status } = useSharedFeed();

  function on<Type extends keyof LiveFrames>(
    type: Type,
    listener: (frame: LiveFrames[Type]) => void,
  ): void {
    onScopeDispose(feed.on(type, listener));
  }

  /**
   * Subscribes to the hourly totals of devices.
   *
   * @param onMissed called when totals may have been missed, and every minute while the feed is not
   *   connected: load again what is on the page
   */
  function watchTotals(
    deviceIds: WatchSource<readonly string[]>,
    onTotal: (total: HourlyTotal) => void,
    onMissed: () => void,
  ): void {
    watch(deviceIds, (ids, _before, onCleanup) => onCleanup(feed.watch([...ids])), {
      immediate: true,
    });
    on('hourly-total', onTotal);
    on('totals-missed', onMissed);
    useMissedTotals(status, onMissed);
  }

  /** Subscribes an administrator to the alerts of some devices, or of all if `undefined`. */
  function watchAlerts(deviceIds: WatchSource<readonly string[] | undefined>): void {
    watch(deviceIds, (ids, _before, onCleanup) => onCleanup(feed.watchAlerts(ids)), {
      immediate: true,
    });
  }

  return { status: readonly(status), on, watchTotals, watchAlerts };
}

/** Reports totals that may be missed: every minute without a connection, and once when it is back. */
function useMissedTotals(status: Ref<LiveFeed['status']>, onMissed: () => void): void {
  watch(status, (now, before) => {
    if (now === 'connected' && before === 'down') onMissed();
  });
  const poll = setInterval(() => {
    if (status.value !== 'connected') onMissed();
  }, POLL_INTERVAL_MS);
  onScopeDispose(() => clearInterval(poll));
}

/** Outlives the component that needs it first, and is connected while somebody is signed in. */
const useSharedFeed = createGlobalState(() => {
  const session = useSession();
  const feed = new LiveFeed({
    connect: (path) =>
      new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws'))) as never,
    dependencies: useConnectionDependencies(),
  });
  const status = ref(feed.status);
  feed.onStatus((now) => {
    status.value = now;
  });
  useEventListener(window, 'online', () => feed.retryNow());
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') feed.retryNow();
  });
  watch(
    () => session.isSignedIn && !session.mustChangePassword,
    (isIn) => (isIn ? feed.start() : feed.stop()),
    { immediate: true },
  );
  return { feed, status };
});
