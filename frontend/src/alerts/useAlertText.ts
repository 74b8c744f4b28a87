import { useI18n } from 'vue-i18n';
import type { Alert } from '../api/client.ts';
import { useFormats } from '../i18n/i18n.ts';

/** The texts of an alert in the person’s language and the device’s time zone. */
export function useAlertText() {
  const { t } = useI18n();
  const formats = useFormats();

  const device = ({ description }: Alert) => description ?? t('alerts.formerDevice');
  const hours = ({ hour, timeZone }: Alert) => formats.value.hourSpan(hour, timeZone);

  return {
    device,
    /** Such as “Heat pump: over the limit”. */
    title: (alert: Alert) => t('alerts.title', { device: device(alert) }),
    /** Such as 18:00 – 19:00. */
    hours,
    /** Such as “18:00 – 19:00: 2.75 kWh, the limit is 2.50 kWh”. */
    figures(alert: Alert): string {
      const { energy } = formats.value;
      const total = energy(alert.total);
      const figures = {
        total: alert.estimated ? t('alerts.estimatedTotal', { total }) : total,
        limit: energy(alert.limit),
      };
      return t('alerts.figures', { hours: hours(alert), ...figures });
    },
  };
}
