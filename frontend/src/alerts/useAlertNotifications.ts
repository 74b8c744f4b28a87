import { useToast } from '@nuxt/ui/composables/useToast';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Alert } from '../api/client.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { linkToHour } from './alert-link.ts';
import { useAlertInbox } from './useAlertInbox.ts';
import { useAlertText } from './useAlertText.ts';
import { useSystemNotifications } from './useSystemNotifications.ts';

const SHOWN_MS = 15_000;

/** Tells the client who is signed in of every alert the moment it comes, while the component is there. */
export function useAlertNotifications(): void {
  const { t } = useI18n();
  const words = useAlertText();
  const toasts = useToast();
  const router = useRouter();
  const inbox = useAlertInbox();
  const system = useSystemNotifications();

  useLiveFeed().on('alert', ({ alert }) => {
    const [title, text] = [words.title(alert), words.figures(alert)];
    const show = () => open(alert);
    toasts.add({
      id: alert.id,
      title,
      description: text,
      icon: 'i-lucide-triangle-alert',
      color: 'warning',
      duration: SHOWN_MS,
      actions: [
        { label: t('alerts.show'), color: 'neutral', variant: 'outline', onClick: () => show() },
      ],
    });
    void system.tell({ id: alert.id, title, text, onClick: show });
  });

  function open(alert: Alert): void {
    void inbox.opened(alert);
    void router.push(linkToHour(alert));
  }
}
