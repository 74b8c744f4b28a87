import { type CalendarDay, calendarDay, dayText } from '../calendar-day.ts';
import { type Decider, RuleViolation } from '../decider.ts';
import { readLine } from '../readable-text.ts';
import { isCurrency } from './currency.ts';
import { readTariffVersion, type TariffVersion } from './tariff-version.ts';

/** Stream `tariff-<id>`: prices by which energy is billed. */
export type TariffEvent =
  | { readonly type: 'TariffCreated'; readonly data: TariffDescription }
  /** Replaces the version that is valid from the same day, if there is one. */
  | { readonly type: 'TariffVersionPublished'; readonly data: TariffVersion }
  | { readonly type: 'TariffRetired'; readonly data: Record<string, never> };

export interface TariffDescription {
  /** 1 to 100 characters. */
  readonly name: string;
  /** The code of a currency by ISO 4217; never changes. */
  readonly currency: string;
}

/** The versions of a tariff, in the order of their first days. */
export type TariffVersions = readonly TariffVersion[];

export interface Tariff extends TariffDescription {
  readonly versions: TariffVersions;
}

export type TariffState =
  | { readonly status: 'Unknown' }
  | ({ readonly status: 'InUse' | 'Retired' } & Tariff);

export type TariffCommand =
  | { readonly type: 'CreateTariff'; readonly data: TariffDescription }
  /** `now` in milliseconds since 1970, UTC. */
  | {
      readonly type: 'PublishTariffVersion';
      readonly data: { readonly version: TariffVersion; readonly now: number };
    }
  /** `isAssigned`: devices in use are billed by it. */
  | { readonly type: 'RetireTariff'; readonly data: { readonly isAssigned: boolean } };

export const tariffDecider: Decider<TariffCommand, TariffEvent, TariffState> = {
  initialState: { status: 'Unknown' },
  decide,
  evolve,
};

/** The prefix of all tariff streams. */
export const TARIFF_STREAMS = 'tariff-';
export const tariffStream = (id: string): string => TARIFF_STREAMS + id;
export const tariffIdOf = (stream: string): string => stream.slice(TARIFF_STREAMS.length);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks are nowhere further ahead of UTC. */
const EARLIEST_ZONE_MS = 14 * HOUR_MS;

/** Sets a version in its place among the others. */
export function withVersion(versions: TariffVersions, version: TariffVersion): TariffVersions {
  return [...versions.filter(({ validFrom }) => validFrom !== version.validFrom), version].sort(
    (one, other) => (one.validFrom < other.validFrom ? -1 : 1),
  );
}

/**
 * The first day of the month that has not ended in any time zone: costs before it never change.
 *
 * @param now milliseconds since 1970, UTC
 */
export function firstOpenDay(now: number): CalendarDay {
  return firstOfMonth(Math.floor((now + EARLIEST_ZONE_MS) / DAY_MS));
}

export function firstOfMonth(day: CalendarDay): CalendarDay {
  return calendarDay(`${dayText(day).slice(0, 7)}-01`);
}

/** @throws RuleViolation where the tariff does not exist or is retired */
export function tariffInUse(state: TariffState, field?: string): Tariff {
  if (state.status === 'Unknown') {
    throw new RuleViolation('tariff-not-found', 'There is no tariff with this id.', field);
  }
  if (state.status === 'Retired') {
    throw new RuleViolation('tariff-retired', 'The tariff was retired for good.', field);
  }
  return state;
}

function decide(command: TariffCommand, state: TariffState): readonly TariffEvent[] {
  switch (command.type) {
    case 'CreateTariff':
      return create(command.data, state);
    case 'PublishTariffVersion':
      return publish(command.data, state);
    case 'RetireTariff':
      return retire(command.data, state);
    default:
      return command satisfies never;
  }
}

function evolve(state: TariffState, event: TariffEvent): TariffState {
  switch (event.type) {
    case 'TariffCreated':
      return { status: 'InUse', ...event.data, versions: [] };
    case 'TariffVersionPublished':
      return state.status === 'Unknown'
        ? state
        : { ...state, versions: withVersion(state.versions, event.data) };
    case 'TariffRetired':
      return state.status === 'Unknown' ? state : { ...state, status: 'Retired' };
    default:
      return event satisfies never;
  }
}

function create({ name, currency }: TariffDescription, state: TariffState): readonly TariffEvent[] {
  if (state.status !== 'Unknown') {
    throw new RuleViolation('tariff-already-created', 'A tariff with this id is there already.');
  }
  return [
    {
      type: 'TariffCreated',
      data: { name: readName(name), currency: readCurrency(currency) },
    },
  ];
}

function publish(
  { version: requested, now }: { readonly version: TariffVersion; readonly now: number },
  state: TariffState,
): readonly TariffEvent[] {
  const { versions } = tariffInUse(state);
  const version = readTariffVersion(requested);
  const open = dayText(firstOpenDay(now));
  if (version.validFrom < open && versions.some(({ validFrom }) => validFrom < open)) {
    throw new RuleViolation(
      'month-closed',
      `Its month has ended and is billed: a version can begin on ${open} at the earliest.`,
      'validFrom',
    );
  }
  const replaced = versions.find(({ validFrom }) => validFrom === version.validFrom);
  if (replaced && JSON.stringify(replaced) === JSON.stringify(version)) return [];
  return [{ type: 'TariffVersionPublished', data: version }];
}

function retire(
  { isAssigned }: { readonly isAssigned: boolean },
  state: TariffState,
): readonly TariffEvent[] {
  if (state.status === 'Retired') return [];
  tariffInUse(state);
  if (isAssigned) {
    throw new RuleViolation(
      'tariff-assigned',
      'Devices are billed by this tariff: assign them to another one first.',
    );
  }
  return [{ type: 'TariffRetired', data: {} }];
}

const readName = (name: string) => readLine('name', name, 100);

/** @throws RuleViolation */
export function readCurrency(code: string): string {
  if (isCurrency(code)) return code;
  throw new RuleViolation(
    'unknown-currency',
    `"${code.slice(0, 50)}" is no currency in use by ISO 4217; one looks like EUR.`,
    'currency',
  );
}

/** Readers of the single fields of a tariff; each throws the RuleViolation that refuses its value. */
export const TARIFF_FIELDS = { name: readName, currency: readCurrency } as const;
