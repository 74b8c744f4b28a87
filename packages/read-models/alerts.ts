import type { Budget, BudgetThreshold, MicrowattHours } from '@energy/domain';
import { derivedId } from '@energy/event-store';
import type { Attributes } from './attributes.ts';

const HOUR_MS = 3_600_000;
/** A day and an hour: an hour that started longer ago ended more than a day ago. */
const LATE_AFTER_MS = 25 * 3_600_000;

/** An hour in which a device exceeded its limit: raised once for each device and hour. */
export interface Alert {
  /** A UUID derived from the device and the hour. */
  readonly id: string;
  /** From 1, in the order of recording; there can be gaps. */
  readonly number: number;
  readonly deviceId: string;
  /** The client who owned the device in that hour; `undefined` without one. */
  readonly ownerId: string | undefined;
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** The limit that was exceeded, in µWh. */
  readonly limit: MicrowattHours;
  /** The current total of the hour, in µWh; a correction can move it below the limit again. */
  readonly total: bigint;
  /** Present in lists while the total of the hour is estimated, in part or whole. */
  readonly isEstimated?: true;
  /** Time of recording: milliseconds since 1970, UTC. */
  readonly raisedAt: number;
  /** True if its hour ended more than a day before it was recorded: it is listed and not published. */
  readonly late: boolean;
}

/** The forecast of a client's month reached a part of the budget: raised once for each client, month and threshold. */
export interface BudgetAlert extends Pick<Alert, 'id' | 'number' | 'raisedAt' | 'late'> {
  readonly ownerId: string;
  readonly budget: BudgetForecast;
}

/** A budget and the forecast of a month, as they were when the alert was raised. */
export interface BudgetForecast extends Budget {
  /** Such as 2026-11. */
  readonly month: string;
  readonly threshold: BudgetThreshold;
  /** The expected cost of the month, in the currency of the budget. */
  readonly forecast: string;
}

/** Alerts have one order of numbers, whatever they are about. */
export type ListedAlert = Alert | BudgetAlert;

export function isBudgetAlert(alert: ListedAlert): alert is BudgetAlert {
  return 'budget' in alert;
}

/** Those that are about hours of devices. */
export function hourAlerts(alerts: readonly ListedAlert[]): readonly Alert[] {
  return alerts.filter((alert): alert is Alert => !isBudgetAlert(alert));
}

/** A budget alert to raise. */
export interface BudgetAlertRequest {
  readonly ownerId: string;
  readonly budget: BudgetForecast;
  /** Milliseconds since 1970, UTC. */
  readonly raisedAt: number;
  /** The number is higher than this one. */
  readonly numbersAbove?: number;
}

/** The stored attributes of an alert, apart from its number. What follows its hour is stored only with that. */
export const ALERT_ATTRIBUTES: Attributes<Omit<Alert, 'id' | 'number' | 'total' | 'isEstimated'>> =
  {
    deviceId: 'text',
    hour: 'instant',
    ownerId: 'optional text',
    limit: 'energy',
    raisedAt: 'instant',
    late: 'boolean',
  };

export interface AlertsOfHour {
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly count: number;
}

/** The limit and the recipient of an hour's alert. */
export interface AlertRule {
  /** The current limit of the device, in µWh. */
  readonly limit: MicrowattHours;
  /** The client who owned the device in that hour, if any. */
  readonly ownerId: string | undefined;
}

/** The inputs of recording for raising alerts. */
export interface Alerting {
  /** Finds the rule of a device's hour; `undefined` for an unknown device. */
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
  /** Maximum number of alerts. */
  readonly limit: number;
  /** Only alerts before this number: the last one of the previous page. */
  readonly before?: number | undefined;
  /** Only alerts of this user. */
  readonly ownerId?: string | undefined;
  readonly deviceId?: string | undefined;
  /** Only of hours that start at this instant or later (milliseconds since 1970, UTC), or raised in them. */
  readonly from?: number | undefined;
  /** Only of hours that start before this instant. */
  readonly to?: number | undefined;
}

/**
 * The record of alerts, and their outbox. {@link HourlyConsumption} stores the alert of an hour together with the total
 * that causes it. All methods throw EngineUnavailable.
 */
export interface AlertsReadModel {
  /** Lists alerts, the highest number first. */
  list(options: AlertListOptions): Promise<readonly ListedAlert[]>;

  /** Raises a budget alert; `undefined` where this client has one of this month and threshold. */
  raiseBudgetAlert(request: BudgetAlertRequest): Promise<BudgetAlert | undefined>;

  /** Finds the alerts after a number, without late ones, in the order of their numbers. */
  after(
    number: number,
    options: { readonly limit: number; readonly ownerId?: string | undefined },
  ): Promise<readonly ListedAlert[]>;

  /** Reads the highest number; 0 without alerts. */
  last(): Promise<number>;

  /** Counts the alerts after a number, without late ones: all, or those of a user. */
  countAfter(number: number, ownerId?: string): Promise<number>;

  /**
   * Counts the alerts of each hour from an instant on (milliseconds since 1970, UTC), in order. Those of budgets count
   * in the hour in which they were raised.
   *
   * @param max the most alerts counted, those of the newest hours
   */
  countByHour(from: number, max: number): Promise<readonly AlertsOfHour[]>;

  /** Finds the alerts that are not published yet, in the order of their numbers. */
  unpublished(limit: number): Promise<readonly ListedAlert[]>;

  countUnpublished(): Promise<number>;

  markPublished(numbers: readonly number[]): Promise<void>;
}

/** Derives the id of an alert. */
export function alertId(deviceId: string, hour: number): string {
  return derivedId('alert', deviceId, String(hour));
}

/** Derives the id of a budget alert. */
export function budgetAlertId(ownerId: string, { month, threshold }: BudgetForecast): string {
  return derivedId('budget-alert', ownerId, month, String(threshold));
}

/** The hour of UTC in which a budget alert was raised: lists of hours find it there. */
export function hourOfRaising(raisedAt: number): number {
  return raisedAt - (raisedAt % HOUR_MS);
}

/** Tests whether an hour ended more than a day before the time of recording. */
export function isLate(hour: number, now: number): boolean {
  return now - hour > LATE_AFTER_MS;
}
