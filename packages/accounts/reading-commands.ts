import {
  type DeviceInUse,
  deviceDecider,
  deviceStream,
  type EstimationMethod,
  estimateByProfile,
  estimateLinearly,
  estimateRegisterByProfile,
  estimateRegisterLinearly,
  expectedReadings,
  type GapEstimate,
  type GapToEstimate,
  type LocalHours,
  localHours,
  type MeterDescription,
  type MicrowattHours,
  meterDescription,
  type ReadingCommand,
  type ReadingDecisionEvent,
  type ReadingDecisions,
  type RegisterGapHour,
  RuleViolation,
  readingDecider,
  readingStream,
} from '@energy/domain';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  foldStream,
  type Handled,
} from '@energy/event-store';

/** What is recorded of a device. Instants in milliseconds since 1970, UTC. */
export interface ReadingRecord {
  recorded(deviceId: string, hours: readonly number[]): Promise<readonly RecordedReading[]>;
  /** Hours of a device with a register, as the registers around them bound them. */
  bounded(deviceId: string, hours: readonly number[]): Promise<readonly BoundedHour[]>;
  /** The totals of hours without estimates and suspect readings. */
  measured(deviceId: string, hours: readonly number[]): Promise<readonly MeasuredHour[]>;
}

interface RecordedReading {
  readonly at: number;
  readonly energy: MicrowattHours;
  readonly isSuspect: boolean;
  readonly isRejected: boolean;
}

interface HourSpan {
  readonly start: number;
  readonly end: number;
}

interface MeteredDevice {
  readonly deviceId: string;
  readonly meter: MeterDescription;
  readonly zone: LocalHours;
}

interface MeasuredHour {
  readonly hour: number;
  readonly total: bigint;
  readonly readings: number;
}

type BoundedHour = Omit<RegisterGapHour, 'start' | 'end'> & { readonly hour: number };

export interface ReadingReview {
  readonly decision: 'accept' | 'reject' | 'replace';
  readonly at: number;
  /** The energy that was reviewed, in kWh. */
  readonly energy: number;
  /** In kWh. */
  readonly replacement?: number | undefined;
  readonly reason: string;
}

export interface GapToFill {
  readonly from: number;
  readonly to: number;
  readonly method: EstimationMethod;
  readonly reason: string;
}

export type HandledReadings = Handled<ReadingDecisionEvent, ReadingDecisions>;

const COMMANDS = {
  accept: 'AcceptReading',
  reject: 'RejectReading',
  replace: 'ReplaceReading',
} as const satisfies Record<ReadingReview['decision'], ReadingCommand['type']>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_INSTANT = Date.UTC(2000, 0, 1);
const LAST_INSTANT = Date.UTC(2100, 0, 1);
const MAX_GAP_MS = 31 * DAY_MS;
const PROFILE_WEEKS = [1, 2, 3, 4];

/** Decides about readings, and estimates those that are missing. */
export class ReadingCommands {
  readonly #eventStore: EventStore;
  readonly #record: ReadingRecord;
  readonly #now: () => number;

  constructor(eventStore: EventStore, record: ReadingRecord, now: () => number = Date.now) {
    this.#eventStore = eventStore;
    this.#record = record;
    this.#now = now;
  }

  /** @throws RuleViolation, RevisionConflict */
  async review(
    deviceId: string,
    { decision, at, ...data }: ReadingReview,
    context: CommandContext,
  ): Promise<HandledReadings> {
    if (!isRecordable(at)) {
      throw new RuleViolation('reading-not-found', 'No reading of this time is recorded.', 'at');
    }
    const { meter, zone } = await this.#device(deviceId);
    // A register has no interval that its timestamp could end.
    const isEndStamped = meter.reads === 'interval' && meter.stampedAt === 'end';
    const hour = zone.startOf(isEndStamped ? at - 1 : at);
    return this.#append(deviceId, context, async (state) => {
      const readings = await this.#record.recorded(deviceId, [hour]);
      const recorded = readings.find((reading) => reading.at === at);
      const { replacement, ...rest } = data;
      const reviewed = { ...rest, at, hour, recorded };
      const command: ReadingCommand = {
        type: COMMANDS[decision],
        data: replacement === undefined ? reviewed : { ...reviewed, replacement },
      };
      return readingDecider.decide(command, state);
    });
  }

  /** @throws RuleViolation, RevisionConflict */
  async estimate(
    deviceId: string,
    { from, to, method, reason }: GapToFill,
    context: CommandContext,
  ): Promise<HandledReadings> {
    for (const [field, instant] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (!isRecordable(instant)) {
        throw new RuleViolation('invalid-gap', 'No readings of this time are recorded.', field);
      }
    }
    const { meter, zone } = await this.#device(deviceId);
    const spans = hoursBetween(from, to, zone);
    if (to > this.#now()) {
      throw new RuleViolation('invalid-gap', 'A gap ends in the past.', 'to');
    }
    return this.#append(deviceId, context, async (state) => {
      const { intervalMinutes } = meter;
      const isRegister = meter.reads === 'register';
      const stampedAt = isRegister ? 'start' : meter.stampedAt;
      const device = { deviceId, meter: { ...meter, stampedAt }, zone };
      const estimated = await (isRegister
        ? this.#estimateRegister(device, spans, method)
        : this.#estimateIntervals(device, spans, method));
      const data = {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        method,
        reason,
        hours: estimated,
        intervalMinutes,
        stampedAt,
      };
      return readingDecider.decide({ type: 'EstimateGap', data }, state);
    });
  }

  async #estimateIntervals(
    { deviceId, meter, zone }: MeteredDevice,
    spans: readonly HourSpan[],
    method: EstimationMethod,
  ): Promise<GapEstimate['hours']> {
    const starts = spans.map(({ start }) => start);
    const readings = await this.#record.recorded(deviceId, starts);
    const readAt = readings.filter(({ isRejected }) => !isRejected).map(({ at }) => at);
    const { intervalMinutes, stampedAt } = meter;
    const hours = spans.map((span) => ({ ...span, readAt }));
    const gap = { hours, intervalMinutes, stampedAt };
    return method === 'linear'
      ? estimateLinearly(gap, await this.#neighbours(deviceId, gap, zone))
      : estimateByProfile(gap, await this.#profile(spans, { deviceId, meter, zone }));
  }

  async #estimateRegister(
    device: MeteredDevice,
    spans: readonly HourSpan[],
    method: EstimationMethod,
  ): Promise<GapEstimate['hours']> {
    const starts = spans.map(({ start }) => start);
    const bounded = await this.#record.bounded(device.deviceId, starts);
    const byHour = new Map(bounded.map((hour) => [hour.hour, hour]));
    const hours = spans.map((span) => ({ ...byHour.get(span.start)!, ...span }));
    const gap = { hours, intervalMinutes: device.meter.intervalMinutes };
    return method === 'linear'
      ? estimateRegisterLinearly(gap)
      : estimateRegisterByProfile(gap, await this.#profile(spans, device));
  }

  #append(
    deviceId: string,
    context: CommandContext,
    decide: (state: ReadingDecisions) => Promise<readonly ReadingDecisionEvent[]>,
  ): Promise<HandledReadings> {
    return decideAndAppend({
      eventStore: this.#eventStore,
      decider: readingDecider,
      stream: readingStream(deviceId),
      context,
      decide,
    });
  }

  async #device(
    deviceId: string,
  ): Promise<{ readonly meter: MeterDescription; readonly zone: LocalHours }> {
    const { state } = await foldStream(this.#eventStore, deviceStream(deviceId), deviceDecider);
    const { meter, timeZone } = inUse(state);
    return { meter: meterDescription(meter), zone: localHours(timeZone) };
  }

  /** The counted readings next to a gap, of a day before and after it. */
  async #neighbours(deviceId: string, { hours }: GapToEstimate, zone: LocalHours) {
    const from = hours[0]!.start;
    const to = hours.at(-1)!.end;
    const around = (start: number, end: number) =>
      hoursBetween(zone.startOf(start), end, zone).map((hour) => hour.start);
    const counted = async (starts: readonly number[]) =>
      (await this.#record.recorded(deviceId, starts)).filter(
        ({ isSuspect, isRejected }) => !isSuspect && !isRejected,
      );
    const [before, after] = await Promise.all([
      counted(around(from - DAY_MS, from)),
      counted(around(to, zone.endOf(zone.startOf(to + DAY_MS - 1)))),
    ]);
    const last = before.at(-1)?.energy;
    const next = after[0]?.energy;
    return {
      ...(last !== undefined && { before: last }),
      ...(next !== undefined && { after: next }),
    };
  }

  /** The totals of the same hours in the weeks before, as far as all their readings are there. */
  async #profile(
    hours: readonly HourSpan[],
    { deviceId, meter, zone }: MeteredDevice,
  ): Promise<readonly (readonly bigint[])[]> {
    const earlier = hours.map(({ start }) =>
      PROFILE_WEEKS.map((weeks) => zone.startOf(weeksBefore(start, weeks, zone))),
    );
    const measured = await this.#record.measured(deviceId, [...new Set(earlier.flat())]);
    const complete = measured.filter(
      ({ hour, readings }) =>
        // Registers at the bounds of an hour measure all of it.
        meter.reads === 'register' || readings >= expectedReadings(meter, zone.endOf(hour) - hour),
    );
    const totals = new Map(complete.map(({ hour, total }) => [hour, total]));
    return earlier.map((starts) => starts.flatMap((start) => totals.get(start) ?? []));
  }
}

/** An instant of which readings can be recorded; false for one that does not exist. */
function isRecordable(at: number): boolean {
  return at >= FIRST_INSTANT && at < LAST_INSTANT;
}

/** The same local time of the same weekday. */
function weeksBefore(start: number, weeks: number, { timeZone }: LocalHours): number {
  const time = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
  return time.subtract({ weeks }).epochMilliseconds;
}

/** @throws RuleViolation where these are no whole hours of the zone, or too many */
function hoursBetween(from: number, to: number, zone: LocalHours) {
  if (to <= from || to - from > MAX_GAP_MS) {
    throw new RuleViolation(
      'invalid-gap',
      'A gap has one hour at least and 31 days at most.',
      'to',
    );
  }
  const hours: HourSpan[] = [];
  for (let start = zone.startOf(from); start < to; start = zone.endOf(start)) {
    hours.push({ start, end: zone.endOf(start) });
  }
  for (const [field, bound, expected] of [
    ['from', from, hours[0]!.start],
    ['to', to, hours.at(-1)!.end],
  ] as const) {
    if (bound === expected) continue;
    throw new RuleViolation(
      'invalid-gap',
      `${new Date(bound).toISOString()} is not the bound of an hour in ${zone.timeZone}.`,
      field,
    );
  }
  return hours;
}

function inUse(state: ReturnType<typeof deviceDecider.evolve>): DeviceInUse {
  switch (state.status) {
    case 'Registered':
      return state;
    case 'Unregistered':
      throw new RuleViolation('device-not-found', 'There is no device with this id.');
    case 'Decommissioned':
      throw new RuleViolation('device-decommissioned', 'The device was decommissioned for good.');
    default:
      return state satisfies never;
  }
}
