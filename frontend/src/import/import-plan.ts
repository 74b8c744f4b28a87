import type { Device, User } from '../api/client.ts';
import { isLimit, isLine, isTimeZone, isUserName, parseDecimal } from '../editing/rules.ts';
import {
  isMeterText,
  METER_FIELDS,
  type MeterField,
  type MeterTexts,
  toMeterData,
  toMeterTexts,
} from '../meters/meter-fields.ts';
import { isSameTimeZone } from '../time-zones/time-zones.ts';
import type { Column } from './columns.ts';
import type { ImportRow, ImportTable } from './import-table.ts';

export type Role = User['role'];

export interface DeviceData {
  readonly description: string;
  readonly address: string;
  /** In kWh. */
  readonly maxHourlyConsumption: number;
  readonly timeZone: string;
  /** Those attributes of its meter that the file states. */
  readonly meter: Pick<Device, MeterField>;
}

/** An error of a line, in one of its columns or in the line as a whole. */
export interface LineProblem {
  readonly column?: Column;
  readonly reason:
    | 'name'
    | 'role'
    | 'description'
    | 'address'
    | 'maxHourlyConsumption'
    | 'timeZone'
    | MeterField
    | 'serialNumberTaken'
    | 'surplus'
    | 'repeated'
    | 'otherRole'
    | 'ownerUnknown'
    | 'ownerNotClient';
  /** The number of the earlier line with the same content. */
  readonly line?: number;
}

/** The action that the import takes for a line. */
export type LineAction =
  | { readonly type: 'create-user'; readonly name: string; readonly role: Role }
  | {
      readonly type: 'create-device';
      readonly device: DeviceData;
      readonly ownerId: string | undefined;
    }
  /** The device exists and has another owner. */
  | { readonly type: 'assign'; readonly id: string; readonly ownerId: string }
  /** The record exists; `differs`: with another limit, time zone or meter, which the import leaves alone. */
  | { readonly type: 'nothing'; readonly id: string; readonly differs: boolean }
  | { readonly type: 'error'; readonly problems: readonly LineProblem[] };

export interface PlannedLine extends ImportRow {
  readonly action: LineAction;
}

export interface ExistingRecords {
  readonly users: readonly User[];
  readonly devices: readonly Device[];
}

/**
 * Plans the action of each line. Names identify users; description and address together identify devices.
 * The import changes nothing of an existing record but a device’s owner.
 */
export function planImport(table: ImportTable, existing: ExistingRecords): readonly PlannedLine[] {
  const plan = table.kind === 'users' ? userPlanner(existing) : devicePlanner(table, existing);
  return table.rows.map((row) => {
    if (row.surplus > 0) return { ...row, action: toError([{ reason: 'surplus' }]) };
    return { ...row, action: plan(row) };
  });
}

function userPlanner({ users }: ExistingRecords): (row: ImportRow) => LineAction {
  const known = new Map(users.map((user) => [nameKey(user.name), user]));
  const seen = new Map<string, number>();
  return ({ line, cells }) => {
    const { name = '', role = '' } = cells;
    const problems: LineProblem[] = [];
    if (!isUserName(name)) problems.push({ column: 'name', reason: 'name' });
    const knownRole = parseRole(role);
    if (!knownRole) problems.push({ column: 'role', reason: 'role' });
    if (problems.length > 0 || !knownRole) return toError(problems);
    const key = nameKey(name);
    const earlierLine = seen.get(key);
    if (earlierLine) return toError([{ column: 'name', reason: 'repeated', line: earlierLine }]);
    seen.set(key, line);
    const user = known.get(key);
    if (!user) return { type: 'create-user', name, role: knownRole };
    if (user.role !== knownRole) return toError([{ column: 'role', reason: 'otherRole' }]);
    return { type: 'nothing', id: user.id, differs: false };
  };
}

function devicePlanner(
  { delimiter }: ImportTable,
  { users, devices }: ExistingRecords,
): (row: ImportRow) => LineAction {
  const known = new Map(devices.map((device) => [deviceKey(device), device]));
  const owners = new Map(
    users.flatMap((user) => [
      [nameKey(user.name), user],
      [user.id, user],
    ]),
  );
  const seen = new Map<string, number>();
  const serialNumbers = new Map(
    devices.map((device) => [nameKey(device.serialNumber ?? ''), deviceKey(device)]),
  );
  const separator = delimiter === ';' ? ',' : '.';
  return ({ line, cells }) => {
    const { description = '', address = '', timeZone = '', owner: ownerName = '' } = cells;
    const limit = parseDecimal(cells.maxHourlyConsumption ?? '', separator);
    const owner = owners.get(ownerName.toLowerCase()) ?? owners.get(nameKey(ownerName));
    const problems: LineProblem[] = [];
    const addInvalid = (column: Column & LineProblem['reason']) =>
      problems.push({ column, reason: column });
    if (!isLine('description', description)) addInvalid('description');
    if (!isLine('address', address)) addInvalid('address');
    if (!isLimit(limit)) addInvalid('maxHourlyConsumption');
    if (!isTimeZone(timeZone)) addInvalid('timeZone');
    if (ownerName && !owner) problems.push({ column: 'owner', reason: 'ownerUnknown' });
    else if (owner && owner.role !== 'client') {
      problems.push({ column: 'owner', reason: 'ownerNotClient' });
    }
    problems.push(...meterProblems(cells, separator));
    const serialNumber = nameKey(cells.serialNumber ?? '');
    const holder = serialNumber && serialNumbers.get(serialNumber);
    if (holder && holder !== deviceKey({ description, address })) {
      problems.push({ column: 'serialNumber', reason: 'serialNumberTaken' });
    }
    if (problems.length > 0 || !isLimit(limit)) return toError(problems);
    const meter = toMeterData(cells, separator);
    const data = { description, address, maxHourlyConsumption: limit, timeZone, meter };
    const earlierLine = seen.get(deviceKey(data));
    if (earlierLine)
      return toError([{ column: 'description', reason: 'repeated', line: earlierLine }]);
    seen.set(deviceKey(data), line);
    serialNumbers.set(serialNumber, deviceKey(data));
    const device = known.get(deviceKey(data));
    if (!device) return { type: 'create-device', device: data, ownerId: owner?.id };
    if (owner && device.ownerId !== owner.id) {
      return { type: 'assign', id: device.id, ownerId: owner.id };
    }
    return { type: 'nothing', id: device.id, differs: hasDifferences(device, data) };
  };
}

/** What is wrong with the attributes of a meter, each for itself and together. */
function meterProblems(
  cells: Partial<MeterTexts>,
  separator: '.' | ',',
): readonly (LineProblem & { readonly column: MeterField })[] {
  const invalid = METER_FIELDS.filter((field) => {
    const text = cells[field] ?? '';
    return text !== '' && !isMeterText(field, text, separator);
  });
  const { medium = '', unit, reads, kWhPerCubicMetre: factors, registerDigits } = cells;
  const isElectricity = medium === '' || medium === 'electricity';
  const isVolume = unit === 'm3';
  if (isVolume && isElectricity) invalid.push('unit');
  else if (factors ? isElectricity : isVolume) invalid.push('kWhPerCubicMetre');
  if (registerDigits && reads !== 'register') invalid.push('registerDigits');
  return [...new Set(invalid)].map((field) => ({ column: field, reason: field }));
}

const toError = (problems: readonly LineProblem[]): LineAction => ({ type: 'error', problems });

/** Names with equal keys are equal to the server, too; the server treats further names as equal. */
const nameKey = (name: string) =>
  name.normalize('NFKC').toUpperCase().toLowerCase().trim().replace(/\s+/g, ' ');

const deviceKey = ({ description, address }: Pick<DeviceData, 'description' | 'address'>) =>
  `${description}\n${address}`;

function parseRole(text: string): Role | undefined {
  return (['client', 'administrator'] as const).find((role) => role === text.toLowerCase());
}

function hasDifferences(device: Device, data: DeviceData): boolean {
  return (
    device.maxHourlyConsumption !== data.maxHourlyConsumption ||
    !isSameTimeZone(device.timeZone, data.timeZone) ||
    isOtherMeter(device, data)
  );
}

/** The file states an attribute of the meter otherwise. */
function isOtherMeter(device: Device, { meter }: DeviceData): boolean {
  const current = toMeterTexts(device, String);
  const stated = toMeterTexts(meter, String);
  return METER_FIELDS.some((field) => field in meter && stated[field] !== current[field]);
}
