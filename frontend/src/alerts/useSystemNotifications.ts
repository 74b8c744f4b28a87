import { createGlobalState, useDocumentVisibility, useStorage } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { isFirstToTell } from './notified-alerts.ts';

/** Held by every tab that somebody looks at, so that the others know. */
const LOOKING = 'energy:looking';
const CHOICE = 'energy:system-notices';
/** Within this time the other tabs see what one has stored. */
const STORAGE_SETTLES_MS = 500;

/**
 * Whether alerts are told by the operating system while no tab is looked at:
 * - `on`, `off`: as the person chose on this device;
 * - `blocked`: the browser was told never to let these pages;
 * - `unavailable`: the browser can't, or not over a connection that is not encrypted.
 */
export type SystemNotificationState = 'on' | 'off' | 'blocked' | 'unavailable';

export interface SystemNotification {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly onClick: () => void;
}

/** What the operating system tells for the pages, if the person wants it to. */
export const useSystemNotifications = createGlobalState(() => {
  const chosen = useStorage<'on' | 'off'>(CHOICE, 'off');
  const isThere = typeof Notification !== 'undefined' && isSecureContext && 'locks' in navigator;
  const permission = ref(isThere ? Notification.permission : 'denied');
  const visibility = useDocumentVisibility();
  const state = computed<SystemNotificationState>(() => {
    if (!isThere) return 'unavailable';
    if (permission.value === 'denied') return 'blocked';
    return chosen.value === 'on' && permission.value === 'granted' ? 'on' : 'off';
  });

  let release: (() => void) | undefined;
  watch(
    visibility,
    (now) => {
      if (!isThere) return;
      if (now !== 'visible') return release?.();
      void navigator.locks.request(LOOKING, { mode: 'shared' }, () => {
        if (visibility.value !== 'visible') return;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    },
    { immediate: true },
  );

  /** To be called when the person asks for it: browsers let nobody else ask. */
  async function turnOn(): Promise<void> {
    permission.value = await Notification.requestPermission();
    if (permission.value === 'granted') chosen.value = 'on';
  }

  function turnOff(): void {
    chosen.value = 'off';
  }

  /** Tells it, unless somebody looks at the platform in some tab, or another tab has told it. */
  async function tell({ id, title, text, onClick }: SystemNotification): Promise<void> {
    if (state.value !== 'on' || visibility.value === 'visible' || (await isLookedAt())) return;
    if (!(await isFirstToTell(id, { storage: localStorage, exclusively }))) return;
    try {
      const notice = new Notification(title, { body: text, tag: id, icon: '/favicon.svg' });
      notice.onclick = () => {
        window.focus();
        notice.close();
        onClick();
      };
    } catch {
      chosen.value = 'off'; // Browsers on phones have it, and refuse it all the same.
    }
  }

  return { state, turnOn, turnOff, tell };
});

/**
 * Runs `run` under a lock, which stays locked for a moment after it: tabs in other processes of the
 * browser see what was stored a little later.
 */
function exclusively<T>(lock: string, run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const locked = navigator.locks.request(lock, async () => {
      resolve(run());
      await new Promise((settled) => setTimeout(settled, STORAGE_SETTLES_MS));
    });
    locked.catch(reject);
  });
}

async function isLookedAt(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === LOOKING);
}
