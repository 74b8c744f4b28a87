import type { Device, User } from '../api/client.ts';
import { decimalOf, isLimit, isLine, isTimeZone, isUserName } from '../editing/rules.ts';
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
}

/** What is wrong with a line, and in which of its columns. */
export interface LineProblem {
  readonly column?: Column;
  readonly reason:
    | 'name'
    | 'role'
    | 'description'
    | 'address'
    | 'maxHourlyConsumption'
    | 'timeZone'
    | 'surplus'
    | 'repeated'
    | 'otherRole'
    | 'ownerUnknown'
    | 'ownerNotClient';
  /** The line that says the same already. */
  readonly line?: number;
}

/** What a line will do. */
export type LineAction =
  | { readonly type: 'create-user'; readonly name: string; readonly role: Role }
  | {
      readonly type: 'create-device';
      readonly device: DeviceData;
      readonly ownerId: string | undefined;
    }
  /** The device is there already, and not this client’s. */
  | { readonly type: 'assign'; readonly id: string; readonly ownerId: string }
  /** It is there already; `differs`: with another limit or time zone, which stay. */
  | { readonly type: 'nothing'; readonly id: string; readonly differs: boolean }
  | { readonly type: 'error'; readonly problems: readonly LineProblem[] };

export interface PlannedLine extends ImportRow {
  readonly action: LineAction;
}

/** What there is already. */
export interface Existing {
  readonly users: readonly User[];
  readonly devices: readonly Device[];
}

/**
 * What each line of a file will do, by the rules and by what there is already. Users are known by their
 * names, devices by description and address; what exists is never changed but for a device’s owner.
 */
export function planOf(table: ImportTable, existing: Existing): readonly PlannedLine[] {
  const actionOf = table.kind === 'users' ? userActions(existing) : deviceActions(table, existing);
  return table.rows.map((row) => {
    if (row.surplus > 0) return { ...row, action: refused([{ reason: 'surplus' }]) };
    return { ...row, action: actionOf(row) };
  });
}

function userActions({ users }: Existing): (row: ImportRow) => LineAction {
  const known = new Map(users.map((user) => [nameKey(user.name), user]));
  const seen = new Map<string, number>();
  return ({ line, cells }) => {
    const { name = '', role = '' } = cells;
    const problems: LineProblem[] = [];
    if (!isUserName(name)) problems.push({ column: 'name', reason: 'name' });
    const knownRole = roleOf(role);
    if (!knownRole) problems.push({ column: 'role', reason: 'role' });
    if (problems.length > 0 || !knownRole) return refused(problems);
    const key = nameKey(name);
    const before = seen.get(key);
    if (before) return refused([{ column: 'name', reason: 'repeated', line: before }]);
    seen.set(key, line);
    const user = known.get(key);
    if (!user) return { type: 'create-user', name, role: knownRole };
    if (user.role !== knownRole) return refused([{ column: 'role', reason: 'otherRole' }]);
    return { type: 'nothing', id: user.id, differs: false };
  };
}

function deviceActions(
  { delimiter }: ImportTable,
  { users, devices }: Existing,
): (row: ImportRow) => LineAction {
  const known = new Map(devices.map((device) => [deviceKey(device), device]));
  const owners = new Map(
    users.flatMap((user) => [
      [nameKey(user.name), user],
      [user.id, user],
    ]),
  );
  const seen = new Map<string, number>();
  const separator = delimiter === ';' ? ',' : '.';
  return ({ line, cells }) => {
    const { description = '', address = '', timeZone = '', owner: ownerName = '' } = cells;
    const limit = decimalOf(cells.maxHourlyConsumption ?? '', separator);
    const owner = owners.get(ownerName.toLowerCase()) ?? owners.get(nameKey(ownerName));
    const problems: LineProblem[] = [];
    const wrong = (column: Column & LineProblem['reason']) =>
      problems.push({ column, reason: column });
    if (!isLine('description', description)) wrong('description');
    if (!isLine('address', address)) wrong('address');
    if (!isLimit(limit)) wrong('maxHourlyConsumption');
    if (!isTimeZone(timeZone)) wrong('timeZone');
    if (ownerName && !owner) problems.push({ column: 'owner', reason: 'ownerUnknown' });
    else if (owner && owner.role !== 'client') {
      problems.push({ column: 'owner', reason: 'ownerNotClient' });
    }
    if (problems.length > 0 || !isLimit(limit)) return refused(problems);
    const data = { description, address, maxHourlyConsumption: limit, timeZone };
    const before = seen.get(deviceKey(data));
    if (before) return refused([{ column: 'description', reason: 'repeated', line: before }]);
    seen.set(deviceKey(data), line);
    const device = known.get(deviceKey(data));
    if (!device) return { type: 'create-device', device: data, ownerId: owner?.id };
    if (owner && device.ownerId !== owner.id) {
      return { type: 'assign', id: device.id, ownerId: owner.id };
    }
    return { type: 'nothing', id: device.id, differs: differs(device, data) };
  };
}

const refused = (problems: readonly LineProblem[]): LineAction => ({ type: 'error', problems });

/** Two names with the same key are one to the server as well; it knows of some more. */
const nameKey = (name: string) =>
  name.normalize('NFKC').toUpperCase().toLowerCase().trim().replace(/\s+/g, ' ');

const deviceKey = ({ description, address }: Pick<DeviceData, 'description' | 'address'>) =>
  `${description}\n${address}`;

function roleOf(text: string): Role | undefined {
  return (['client', 'administrator'] as const).find((role) => role === text.toLowerCase());
}

function differs(device: Device, data: DeviceData): boolean {
  return (
    device.maxHourlyConsumption !== data.maxHourlyConsumption ||
    !isSameTimeZone(device.timeZone, data.timeZone)
  );
}
