import {
  MAX_EXCESSIVE_READINGS,
  MAX_REGISTER_GAP_MS,
  type PeriodEnergy,
  RegisterEstimates,
  type RegisterReading,
  type RegisterStatus,
} from '@energy/domain';
import { MAX_TOTAL, smallest } from './hour.ts';
import { ByteReader, ByteWriter } from './hour-bytes.ts';
import { decodeEdits, encodeEdits, isAbout } from './hour-edits.ts';
import { HourFlags, type RecordedHour, SPECIAL } from './hour-record.ts';
import type { ChangedHour } from './hourly-consumption.ts';
import type { HourEdits, Verdict } from './reading-edits.ts';

/** A register as it is stored, in µWh. */
export interface StoredRegister {
  readonly value: number;
  readonly isEstimated: boolean;
  readonly status: RegisterStatus;
}

/** The registers of a device's hour, and the energy that follows from them and those around it. */
export interface RegisterHour extends PeriodEnergy {
  /** By milliseconds into the hour. */
  readonly registers: ReadonlyMap<number, StoredRegister>;
  /** What people decided about its registers and gaps. */
  readonly edits?: HourEdits | undefined;
}

/** A changed hour of a device with a register. */
export interface ChangedRegisterHour {
  readonly deviceId: string;
  readonly hour: number;
  /** `undefined` where nothing of it is left. */
  readonly registerHour: RegisterHour | undefined;
}

const MINUTE_MS = 60_000;
/** So many counted registers before the start of the record stay: the last one, and those by which it was judged. */
const RETAINED_REGISTERS = MAX_EXCESSIVE_READINGS + 2;
/** A Wh in µWh: registers are seldom finer. */
const WATT_HOUR = 1_000_000;
const STATUSES: readonly RegisterStatus[] = ['counted', 'restarted', 'suspect', 'rejected'];

const writer = new ByteWriter();

/**
 * Encodes the registers of an hour: the flags, the number of suspect ones, what was decided after its length, and of each, in the order of time, the time
 * since the one before, what it is, and the difference to the one before.
 */
export function encodeRegisterHour(hour: RegisterHour): RecordedHour {
  const { registers, energy, isEstimated, isPartlyUnknown, edits } = hour;
  const suspects = [...registers.values()].filter(({ status }) => status === 'suspect').length;
  writer.clear();
  writer.writeNumber(SPECIAL);
  writer.writeNumber(
    HourFlags.derived |
      (isEstimated ? HourFlags.estimated : 0) |
      (energy === undefined ? HourFlags.unknown : 0) |
      (isPartlyUnknown ? HourFlags.partlyUnknown : 0) |
      (edits ? HourFlags.edited : 0),
  );
  writer.writeNumber(suspects);
  if (edits) {
    const bytes = encodeEdits(edits);
    writer.writeNumber(bytes.length);
    writer.writeBytes(bytes);
  }
  let offsetBefore = 0;
  let valueBefore = 0;
  for (const [offset, register] of [...registers].sort(([one], [other]) => one - other)) {
    writeScaled(offset - offsetBefore, MINUTE_MS);
    const difference = register.value - valueBefore;
    writer.writeNumber(kindOf(register) * 2 + (difference < 0 ? 1 : 0));
    writeScaled(Math.abs(difference), WATT_HOUR);
    offsetBefore = offset;
    valueBefore = register.value;
  }
  const total = energy === undefined ? 0 : smallest(energy);
  return { readings: countedRegisters(hour), total, cells: writer.written() };
}

/** @param hour the record of a derived hour */
export function decodeRegisterHour({ cells, total }: Omit<RecordedHour, 'readings'>): RegisterHour {
  const reader = new ByteReader(cells);
  reader.readNumber();
  const flags = reader.readNumber();
  reader.readNumber();
  const isEdited = (flags & HourFlags.edited) !== 0;
  const edits = isEdited ? decodeEdits(reader.readBytes(reader.readNumber())) : undefined;
  const registers = new Map<number, StoredRegister>();
  let offset = 0;
  let value = 0;
  while (!reader.isAtEnd) {
    offset += readScaled(reader, MINUTE_MS);
    const kind = reader.readNumber();
    const difference = readScaled(reader, WATT_HOUR);
    value += kind % 2 === 1 ? -difference : difference;
    registers.set(offset, { value, ...registerOfKind(Math.floor(kind / 2)) });
  }
  const isUnknown = (flags & HourFlags.unknown) !== 0 && BigInt(total) === 0n;
  return {
    registers,
    energy: isUnknown ? undefined : BigInt(total),
    isEstimated: (flags & HourFlags.estimated) !== 0,
    isPartlyUnknown: (flags & HourFlags.partlyUnknown) !== 0,
    ...(edits && { edits }),
  };
}

/** The record of an hour whose registers are dropped: what is known of its energy stays. */
export function withoutRegisters({ cells, total, readings }: RecordedHour): RecordedHour {
  const { energy, isEstimated, isPartlyUnknown } = decodeRegisterHour({ cells, total });
  const hour = { registers: new Map(), energy, isEstimated, isPartlyUnknown };
  return { ...encodeRegisterHour(hour), readings };
}

/** Finds the first hour of a device whose registers stay when those of earlier ones are dropped. */
export class RetainedRegisters {
  #counted = 0;
  #last: number | undefined;
  /** Start of the hour; before all hours, as long as nothing is known of the device. */
  from = Number.NEGATIVE_INFINITY;

  /**
   * Takes the hours before the start of the record, the last one first.
   *
   * @returns whether the hour before it is needed
   */
  add(start: number, hour: RegisterHour | undefined): boolean {
    this.from = start;
    const counted = hour ? countedRegisters(hour) : 0;
    if (counted > 0) this.#last ??= start;
    this.#counted += counted;
    const isFar = this.#last !== undefined && this.#last - start > MAX_REGISTER_GAP_MS;
    return this.#counted < RETAINED_REGISTERS && !isFar;
  }
}

/** A register counts, by itself or by decision. */
export function isCounted({ status }: { readonly status: RegisterStatus | undefined }): boolean {
  return status === 'counted' || status === 'restarted';
}

/** An hour of which nothing is known has no energy. */
export function changedHour({ deviceId, hour, registerHour }: ChangedRegisterHour): ChangedHour {
  const readings = registerHour ? countedRegisters(registerHour) : 0;
  return { deviceId, hour, total: registerHour?.energy ?? 0n, readings };
}

/** The last counted register of an hour up to an offset in milliseconds; `undefined` without one. */
export function lastRegister(hour: RegisterHour | undefined, offset: number): number | undefined {
  const counted = [...(hour?.registers ?? [])]
    .filter(([at, register]) => at <= offset && isCounted(register))
    .sort(([one], [other]) => one - other);
  const last = counted.at(-1);
  if (!last) return undefined;
  return decided(last[1], hour?.edits?.verdicts.get(last[0])).value;
}

/** A register as it was decided about. */
export function decided(
  register: Pick<StoredRegister, 'value' | 'isEstimated'>,
  verdict: Verdict | undefined,
): Pick<RegisterReading, 'value' | 'decision'> & { readonly isEstimated: boolean } {
  const { value, isEstimated } = register;
  if (!verdict || !isAbout(verdict, value)) return { value, isEstimated };
  const { counted, energy } = verdict;
  if (counted === undefined) return { value, isEstimated, decision: 'rejected' };
  if (counted === energy) return { value, isEstimated, decision: 'accepted' };
  return { value: counted, isEstimated: true, decision: 'accepted' };
}

/** An hour without a reading or a decision, of which nothing is known, is not stored. */
export function derivedHour(
  { registers, edits }: Pick<RegisterHour, 'registers' | 'edits'>,
  { energy, ...marks }: PeriodEnergy,
): RegisterHour | undefined {
  if (energy !== undefined && energy > MAX_TOTAL) {
    return { registers, edits, ...marks, energy: undefined, isPartlyUnknown: true };
  }
  const isKnown = energy !== undefined || marks.isPartlyUnknown;
  if (registers.size === 0 && !edits && !isKnown) return undefined;
  return { registers, edits, energy, ...marks };
}

/** What was estimated of a device, by the start of its hours. */
export function estimatesOf(editsByHour: ReadonlyMap<number, HourEdits>): RegisterEstimates {
  const intervals = [...editsByHour].flatMap(([hour, { estimates }]) =>
    Array.from(estimates, ([offset, { length, energy }]) => {
      const from = hour + offset;
      return { from, to: from + length, energy };
    }),
  );
  return new RegisterEstimates(intervals.sort((one, other) => one.from - other.from));
}

function countedRegisters({ registers }: RegisterHour): number {
  return [...registers.values()].filter(isCounted).length;
}

function kindOf({ status, isEstimated }: StoredRegister): number {
  return STATUSES.indexOf(status) * 2 + (isEstimated ? 1 : 0);
}

function registerOfKind(kind: number): Omit<StoredRegister, 'value'> {
  return { status: STATUSES[Math.floor(kind / 2)]!, isEstimated: kind % 2 === 1 };
}

function writeScaled(value: number, scale: number): void {
  if (value % scale === 0) writer.writeFlagged(0, value / scale);
  else writer.writeFlagged(1, value);
}

function readScaled(reader: ByteReader, scale: number): number {
  const value = reader.readFlagged();
  return reader.flag === 0 ? value * scale : value;
}
