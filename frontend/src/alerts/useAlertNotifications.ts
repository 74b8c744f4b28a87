import { useToast } from '@nuxt/ui/composables/useToast';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { ListedAlert } from '../api/client.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { linkToAlert } from './alert-link.ts';
import { useAlertInbox } from './useAlertInbox.ts';
import { useAlertText } from './useAlertText.ts';
import { useSystemNotifications } from './useSystemNotifications.ts';

const TOAST_DURATION_MS = 15_000;

/** Notifies the signed-in client of every new alert while the component exists. */
export function useAlertNotifications(): void {
  const { t } = useI18n();
  const text = useAlertText();
  const toasts = useToast();
  const router = useRouter();
  const inbox = useAlertInbox();
  const system = useSystemNotifications();

  useLiveFeed().on('alert', ({ alert }) => {
    notify(alert, {
      title: text.title(alert),
      description: text.figures(alert),
      action: t('alerts.show'),
    });
  });
  useLiveFeed().on('budget-alert', ({ alert }) => {
    notify(alert, {
      title: text.budgetTitle(alert),
      description: text.budgetFigures(alert),
      action: t('alerts.budget.show'),
    });
  });

  function notify(
    alert: ListedAlert,
    { title, description, action }: Readonly<Record<'title' | 'description' | 'action', string>>,
  ): void {
    const show = () => open(alert);
    toasts.add({
      id: alert.id,
      title,
      description,
      icon: 'i-lucide-triangle-alert',
      color: 'warning',
      duration: TOAST_DURATION_MS,
      actions: [{ label: action, color: 'neutral', variant: 'outline', onClick: show }],
    });
    void system.notify({ id: alert.id, title, text: description, onClick: show });
  }

  function open(alert: ListedAlert): void {
    void inbox.markOpened(alert);
    void router.push(linkToAlert(alert));
  }
}
