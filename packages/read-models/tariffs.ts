import {
  type TariffDescription,
  type TariffEvent,
  type TariffVersion,
  type TariffVersions,
  tariffIdOf,
  withVersion,
} from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { type Attributes, json } from './attributes.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A tariff: the fold of its stream. */
export interface Tariff extends TariffDescription {
  readonly id: string;
  readonly versions: TariffVersions;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Time of retirement (ISO 8601, UTC); `undefined` while it is in use. */
  readonly retiredAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export const TARIFF_ATTRIBUTES: Attributes<Tariff> = {
  id: 'text',
  name: 'text',
  currency: 'text',
  versions: json((stored: readonly TariffVersion[]) => stored),
  createdAt: 'text',
  retiredAt: 'optional text',
  revision: 'integer',
};

/** The read model of tariffs, retired ones included. */
export type TariffsReadModel = ProjectedRows<Tariff>;

/** Applies an event to a tariff; returns the same tariff for an event that it contains already. */
export function evolveTariff(
  tariff: Tariff | undefined,
  event: StoredEvent<TariffEvent>,
): Tariff | undefined {
  const { revision } = event;
  if (tariff && revision <= tariff.revision) return tariff;
  switch (event.type) {
    case 'TariffCreated':
      return {
        id: tariffIdOf(event.stream),
        name: event.data.name,
        currency: event.data.currency,
        versions: [],
        createdAt: event.recordedAt,
        retiredAt: undefined,
        revision,
      };
    case 'TariffVersionPublished':
      return tariff && { ...tariff, versions: withVersion(tariff.versions, event.data), revision };
    case 'TariffRetired':
      return tariff && { ...tariff, retiredAt: event.recordedAt, revision };
    default:
      event satisfies never;
      return tariff;
  }
}
