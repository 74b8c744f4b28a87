import { useI18n } from 'vue-i18n';
import type { Alert, BudgetAlert } from '../api/client.ts';
import { useFormats } from '../i18n/i18n.ts';

/** Less is 0.0 % with one decimal. */
const MIN_EXCESS = 0.0005;

/** The texts of an alert in the person’s language and the device’s time zone. */
export function useAlertText() {
  const { t } = useI18n();
  const formats = useFormats();

  function budget({ threshold, amount, forecast, currency, month }: BudgetAlert) {
    const { money, longMonth } = formats.value;
    return {
      threshold,
      month: longMonth(`${month}-01`),
      amount: money(Number(amount), currency),
      forecast: money(Number(forecast), currency),
    };
  }

  const device = ({ description }: Alert) => description ?? t('alerts.formerDevice');
  const hours = ({ hour, timeZone }: Alert) => formats.value.hourSpan(hour, timeZone);

  return {
    device,
    /** Such as “Heat pump: over the limit”. */
    title: (alert: Alert) => t('alerts.title', { device: device(alert) }),
    /** Such as “80 % of the budget for November 2026”. */
    budgetTitle: (alert: BudgetAlert) => t('alerts.budget.title', budget(alert)),
    /** Such as “€98.70 expected, the budget is €120.50”. */
    budgetFigures: (alert: BudgetAlert) => t('alerts.budget.figures', budget(alert)),
    /** Such as 18:00 – 19:00. */
    hours,
    /** Such as “+71 %”, or in words where that would round to nothing. */
    excess: ({ total, limit }: Alert) => {
      const ratio = total / limit - 1;
      return ratio < MIN_EXCESS ? t('alerts.justOver') : formats.value.change(ratio);
    },
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
