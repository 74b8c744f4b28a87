import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Device } from '../api/client.ts';
import { useFlowName } from '../energy/useFlowName.ts';
import { useFormats } from '../i18n/i18n.ts';

/** How the amounts of a chart are named and written. */
export interface Measure {
  /** Consumption, production or cost. */
  readonly name: string;
  /** Such as kWh or €. */
  readonly unit: string;
  readonly isCost: boolean;
  tick(amount: number, step: number): string;
  /** An amount with its unit. */
  text(amount: number): string;
  /** An amount without its unit. */
  plain(amount: number): string;
}

/** @param currency undefined for energy */
export function useMeasure(
  device: MaybeRefOrGetter<Pick<Device, 'flow'> | undefined>,
  currency: MaybeRefOrGetter<string | undefined>,
) {
  const { t } = useI18n();
  const formats = useFormats();
  const flowOf = useFlowName();
  return computed((): Measure => {
    const { tick, energy, amount, money, currencySymbol } = formats.value;
    const chosen = toValue(currency);
    if (chosen === undefined) {
      const name = flowOf.value(toValue(device) ?? { flow: 'consumption' });
      return { name, unit: 'kWh', isCost: false, tick, text: energy, plain: amount };
    }
    const text = (value: number) => money(value, chosen);
    const name = t('energy.cost.name');
    return { name, unit: currencySymbol(chosen), isCost: true, tick, text, plain: text };
  });
}
