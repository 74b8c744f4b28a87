import { createGlobalState, useDocumentVisibility, useStorage } from '@vueuse/core';
import { computed, type Ref, ref, watch } from 'vue';
import { claimNotification } from './notified-alerts.ts';

/** Every visible tab holds this lock in shared mode, so that hidden tabs know of it. */
const VISIBLE_LOCK = 'energy:looking';
const CHOICE_KEY = 'energy:system-notices';
/** Time within which other tabs see a change of the storage. */
const STORAGE_SETTLE_MS = 500;

/**
 * State of the operating system's notifications, which show alerts while no tab is visible:
 * - `on`, `off`: the person's choice on this device;
 * - `blocked`: the browser does not let these pages ask;
 * - `unavailable`: the browser or an unencrypted connection does not support it.
 */
export type SystemNotificationState = 'on' | 'off' | 'blocked' | 'unavailable';

export interface SystemNotification {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly onClick: () => void;
}

/** Shows alerts as notifications of the operating system, if the person wants them. */
export const useSystemNotifications = createGlobalState(() => {
  const choice = useStorage<'on' | 'off'>(CHOICE_KEY, 'off');
  const isSupported =
    typeof Notification !== 'undefined' && isSecureContext && 'locks' in navigator;
  const permission = ref(isSupported ? Notification.permission : 'denied');
  const visibility = useDocumentVisibility();
  const state = computed<SystemNotificationState>(() => {
    if (!isSupported) return 'unavailable';
    if (permission.value === 'denied') return 'blocked';
    return choice.value === 'on' && permission.value === 'granted' ? 'on' : 'off';
  });
  if (isSupported) lockWhileVisible(visibility);

  /** Asks for permission. Browsers allow that only in reaction to a click. */
  async function turnOn(): Promise<void> {
    permission.value = await Notification.requestPermission();
    if (permission.value === 'granted') choice.value = 'on';
  }

  function turnOff(): void {
    choice.value = 'off';
  }

  /** Does nothing while any tab is visible, or if another tab has shown the notification. */
  async function notify(notification: SystemNotification): Promise<void> {
    const isHidden = visibility.value !== 'visible';
    if (state.value !== 'on' || !isHidden || (await isAnyTabVisible())) return;
    if (!(await claimNotification(notification.id, { storage: localStorage, exclusively }))) return;
    try {
      show(notification);
    } catch {
      choice.value = 'off'; // Browsers on phones have the constructor, but it throws.
    }
  }

  return { state, turnOn, turnOff, notify };
});

function lockWhileVisible(visibility: Readonly<Ref<DocumentVisibilityState>>): void {
  let release: (() => void) | undefined;
  watch(
    visibility,
    (now) => {
      if (now !== 'visible') return release?.();
      void navigator.locks.request(VISIBLE_LOCK, { mode: 'shared' }, () => {
        if (visibility.value !== 'visible') return;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    },
    { immediate: true },
  );
}

function show({ id, title, text, onClick }: SystemNotification): void {
  const notification = new Notification(title, { body: text, tag: id, icon: '/favicon.svg' });
  notification.onclick = () => {
    window.focus();
    notification.close();
    onClick();
  };
}

/** Holds the lock until tabs in other processes of the browser see what `run` stored. */
function exclusively<T>(lock: string, run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const locked = navigator.locks.request(lock, async () => {
      resolve(run());
      await new Promise((settled) => setTimeout(settled, STORAGE_SETTLE_MS));
    });
    locked.catch(reject);
  });
}

async function isAnyTabVisible(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === VISIBLE_LOCK);
}
