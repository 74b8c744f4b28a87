import type { TariffEvent, TariffState } from '@energy/domain';
import type { Handled } from '@energy/event-store';
import { ProblemError, type Tariff, toTariff } from '@energy/http';

/** The tariff after a command, as the API shows it. */
export function tariffResponse(
  id: string,
  { state, revision }: Handled<TariffEvent, TariffState>,
): Tariff {
  if (state.status === 'Unknown' || revision === undefined) {
    throw new ProblemError('tariff-not-found', `No tariff has the id ${id}.`);
  }
  return toTariff({ id, ...state, isRetired: state.status === 'Retired', revision });
}
