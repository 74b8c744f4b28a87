import { type CalendarDay, dayText } from '../calendar-day.ts';
import { RuleViolation } from '../decider.ts';
import { readLocalDay } from './tariff-version.ts';

/** The tariff of a device from a local day on, until the next assignment begins. */
export interface TariffAssignment {
  /** Such as 2026-12-01. */
  readonly from: string;
  /** `null`: none from that day on. */
  readonly tariffId: string | null;
}

/** The assignments of a device, in the order of their first days. */
export type TariffAssignments = readonly TariffAssignment[];

/** Adds an assignment; it replaces all that begin on its day or later. */
export function withAssignment(
  assignments: TariffAssignments,
  assignment: TariffAssignment,
): TariffAssignments {
  return [...assignments.filter(({ from }) => from < assignment.from), assignment];
}

/** The tariff by which a device is billed on a day; `undefined` for none. */
export function tariffOn(assignments: TariffAssignments, day: string): string | undefined {
  return assignments.findLast(({ from }) => from <= day)?.tariffId ?? undefined;
}

/** The tariff by which a device is billed in the end, at present or from a later day on. */
export function lastTariff(assignments: TariffAssignments): string | undefined {
  return assignments.at(-1)?.tariffId ?? undefined;
}

/**
 * Checks the first day of an assignment. The costs of months that have ended never change; where they have none, an
 * assignment may begin in them.
 *
 * @param firstOpenDay of the device's time zone
 * @throws RuleViolation
 */
export function readAssignmentStart(
  from: string,
  assignments: TariffAssignments,
  firstOpenDay: CalendarDay,
): string {
  const day = readLocalDay('from', from);
  const open = dayText(firstOpenDay);
  if (day >= open || assignments.every((assignment) => assignment.from >= open)) return day;
  throw new RuleViolation(
    'month-closed',
    `Its month has ended and is billed: an assignment can begin on ${open} at the earliest.`,
    'from',
  );
}

/** The tariffs by which a device is billed on a day or later. */
export function tariffsFrom(assignments: TariffAssignments, day: string): readonly string[] {
  const later = assignments.filter(({ from }) => from > day).map(({ tariffId }) => tariffId);
  return [tariffOn(assignments, day), ...later].filter((id) => typeof id === 'string');
}
