import { useI18n } from 'vue-i18n';
import { METER_CHOICES } from './meter-fields.ts';

/** Words of a meter's attributes; others are shown as they are stored. */
const WORDS: ReadonlySet<string> = new Set([
  ...METER_CHOICES.reads,
  ...METER_CHOICES.stampedAt,
  ...METER_CHOICES.flow,
  ...METER_CHOICES.medium,
  'm3',
]);

/** How people read the value of an attribute of a meter. */
export function useMeterValue() {
  const { t } = useI18n();

  return (field: string, value: string): string => {
    if (value === '') return t('history.nothing');
    if (field === 'intervalMinutes') return t('console.meter.minutes', { count: value });
    if (field === 'maxPower') return `${value} kW`;
    const isChoice = field in METER_CHOICES && WORDS.has(value);
    return isChoice ? t(`console.meter.value.${value}`) : value;
  };
}
