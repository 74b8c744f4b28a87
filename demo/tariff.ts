import type { Person } from '@energy/testing/api';
import type { Household } from './household.ts';

const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

/** A usual household tariff: dearer by day on workdays and above 100 kWh in a month, a monthly charge, and tax. */
export const PRICES = {
  rates: [
    { name: 'Day', tiers: [{ upTo: 100, price: '0.2874' }, { price: '0.3312' }] },
    { name: 'Night', tiers: [{ price: '0.2149' }] },
  ],
  schedule: [
    { days: WORKDAYS, from: '07:00', to: '22:00', rate: 'Day' },
    { days: WORKDAYS, from: '00:00', to: '07:00', rate: 'Night' },
    { days: WORKDAYS, from: '22:00', to: '24:00', rate: 'Night' },
    { days: ['saturday', 'sunday'], from: '00:00', to: '24:00', rate: 'Night' },
  ],
  fixedCharge: { price: '8.5', per: 'month' },
  taxPercent: '21',
};

/** Creates the tariff, and bills each household by it from the first day of its fortnight on. */
export async function billHouseholds(
  administrator: Person,
  households: readonly Household[],
): Promise<void> {
  const { api } = administrator;
  const tariff = { name: 'Day and night', currency: 'EUR' };
  const { id } = (await api.request<{ id: string }>('POST', '/tariffs', tariff)).body;
  const first = households.map((household) => household.days()[0]!).sort()[0];
  await api.request('PUT', `/tariffs/${id}/versions/${first}`, PRICES);
  for (const household of households) {
    const assignment = { tariffId: id, from: household.days()[0] };
    await api.request('PUT', `/devices/${household.id}/tariff`, assignment);
  }
}
