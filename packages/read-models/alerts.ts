import type { MicrowattHours } from '@energy/domain';
import { derivedId } from '@energy/event-store';
import type { Attributes } from './attributes.ts';

/** An hour lasts an hour at most: it ended more than a day ago where it began longer ago than this. */
const LATE_AFTER_MS = 25 * 3_600_000;

/** An hour of a device that exceeded its limit: one for each device and hour, ever. */
export interface Alert {
  /** A UUID that follows from the device and the hour. */
  readonly id: string;
  /**
   * Its place among all alerts, from 1: whoever has read up to one finds what came later behind it.
   * There may be gaps.
   */
  readonly number: number;
  readonly deviceId: string;
  /** To whom it is addressed: the client to whom the hour belongs; `undefined` where it is nobody's. */
  readonly ownerId: string | undefined;
  /** When the hour starts: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** The limit that was exceeded, in µWh. */
  readonly limit: MicrowattHours;
  /** What the hour adds up to now, in µWh; it may have come to be less than the limit again. */
  readonly total: bigint;
  /** When it was recorded: milliseconds since 1970, UTC. */
  readonly raisedAt: number;
  /** Whether its hour was long over when it was recorded: it is listed, and nobody is told. */
  readonly late: boolean;
}

/** How an alert is stored, apart from its number. Its total is that of its hour and stored there alone. */
export const ALERT_ATTRIBUTES: Attributes<Omit<Alert, 'id' | 'number' | 'total'>> = {
  deviceId: 'text',
  hour: 'instant',
  ownerId: 'optional text',
  limit: 'energy',
  raisedAt: 'instant',
  late: 'boolean',
};

/** Decides whether an hour of a device exceeds its limit, and to whom its alert is addressed. */
export interface AlertRule {
  /** The current limit of the device, in µWh. */
  readonly limit: MicrowattHours;
  /** The client to whom the hour belongs, if any. */
  readonly ownerId: string | undefined;
}

/** What recording readings needs to know to raise alerts. */
export interface Alerting {
  /** The rule of an hour of a device; `undefined` for an unknown device. */
  ruleOf(deviceId: string, hour: number): AlertRule | undefined;
  /** The time of recording: milliseconds since 1970, UTC. */
  readonly now: number;
  /**
   * New alerts get numbers above this one: the highest number that anyone has marked as seen. Marks are events; they
   * outlive alerts that were lost.
   */
  readonly numbersAbove?: number;
}

export interface AlertListOptions {
  /** How many at most. */
  readonly limit: number;
  /** Only those before this number: the last of the page before. */
  readonly before?: number | undefined;
  /** Only those addressed to this user. */
  readonly ownerId?: string | undefined;
  readonly deviceId?: string | undefined;
  /** Only of hours that start at this instant or later: milliseconds since 1970, UTC. */
  readonly from?: number | undefined;
  /** Only of hours that start before this instant. */
  readonly to?: number | undefined;
}

/**
 * The alerts, which are recorded together with the totals that cause them
 * (by {@link HourlyConsumption}), and kept: one for each device and hour, ever. All methods throw
 * EngineUnavailable while the engine is away.
 */
export interface AlertsReadModel {
  /** Newest (highest number) first. */
  list(options: AlertListOptions): Promise<readonly Alert[]>;

  /** Those to be told (the late ones left out) after a number, in the order of their numbers. */
  after(
    number: number,
    options: { readonly limit: number; readonly ownerId?: string | undefined },
  ): Promise<readonly Alert[]>;

  /** The number of the newest alert; 0 where there is none. */
  last(): Promise<number>;

  /** How many come after a number, without the late ones: all, or those addressed to a user. */
  countAfter(number: number, ownerId?: string): Promise<number>;

  /** Those that are still to be told to the live feed, in the order of their numbers. */
  unpublished(limit: number): Promise<readonly Alert[]>;

  /** How many are still to be told. */
  countUnpublished(): Promise<number>;

  /** Marks alerts as told; those that were already stay so. */
  markPublished(numbers: readonly number[]): Promise<void>;
}

/** The id of the alert of a device and hour: always the same one. */
export function alertId(deviceId: string, hour: number): string {
  return derivedId('alert', deviceId, String(hour));
}

/** Whether an hour was long over at the time of recording: it ended more than a day before. */
export function isLate(hour: number, now: number): boolean {
  return now - hour > LATE_AFTER_MS;
}
