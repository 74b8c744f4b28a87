import { describe, expect, it } from 'vitest';
import type { Device, User } from '../api/client.ts';
import { decodeFile } from './file-text.ts';
import { planImport } from './import-plan.ts';
import { type ImportTable, parseTable } from './import-table.ts';
import { EXAMPLES, toResultFile } from './result-file.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const HEADER = 'description,address,maxHourlyConsumption,timeZone,owner\n';

const emma: User = { id: 'e1', name: 'Emma', role: 'client', revision: 0 };
const ada: User = { id: 'a1', name: 'Ada', role: 'administrator', revision: 0 };
const fridge: Device = {
  id: 'd1',
  description: 'Fridge',
  address: 'Here',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
  ownerId: null,
  revision: 0,
};
const existing = { users: [emma, ada], devices: [fridge] };

function read(text: string): ImportTable {
  const table = parseTable(text);
  if ('problem' in table) throw new Error(table.problem);
  return table;
}

const plannedActions = (text: string) =>
  planImport(read(text), existing).map(({ action }) => action);

describe('a file', () => {
  it('is decoded as UTF-8, with or without a byte order mark, as UTF-16 or as Windows-1252', () => {
    expect(decodeFile(bytes('\ufeffname,role'))).toEqual({ text: 'name,role', encoding: 'utf-8' });
    expect(decodeFile(Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c))).toEqual({
      text: 'Müll',
      encoding: 'windows-1252',
    });
    expect(decodeFile(Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x62, 0))).toEqual({
      text: 'ab',
      encoding: 'utf-16',
    });
  });

  it('is rejected where it is binary, empty or too large', () => {
    expect(decodeFile(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 1))).toEqual({
      problem: 'not-text',
    });
    expect(decodeFile(bytes(' \n'))).toEqual({ problem: 'empty' });
    expect(decodeFile(new Uint8Array(10_000_001))).toEqual({ problem: 'too-large' });
  });
});

describe('the table of a file', () => {
  it('accepts commas, semicolons or tabs, every kind of line break and blank lines', () => {
    for (const text of [
      'name,role\nEmma,client\n',
      'name;role\r\n\r\nEmma;client',
      'Role\tNAME\rclient\tEmma\r',
    ]) {
      const { kind, rows } = read(text);
      expect(kind).toBe('users');
      expect(rows.map(({ cells }) => cells)).toEqual([{ name: 'Emma', role: 'client' }]);
    }
  });

  it('numbers its lines like an editor', () => {
    const rows = read('name,role,note\nA,client,"two\nlines"\n\nB,client,\n').rows;
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  it('recognizes every spelling of its columns, and lists the unknown ones', () => {
    const { kind, ignored } = read(
      'Description,Address,max_hourly_consumption,Time Zone,Serial\nA,B,1,UTC,9\n',
    );
    expect({ kind, ignored }).toEqual({ kind: 'devices', ignored: ['Serial'] });
  });

  it('reports why it cannot be read', () => {
    expect(parseTable('colour,size\nred,1')).toEqual({
      problem: 'unknown-columns',
      found: ['colour', 'size'],
    });
    expect(parseTable('name\nEmma')).toEqual({
      problem: 'missing-columns',
      kind: 'users',
      columns: ['role'],
    });
    expect(parseTable('name,role,Name\nA,client,B')).toMatchObject({ problem: 'repeated-column' });
    expect(parseTable('name,role\nA,client\n"B,client\nC,client\n')).toEqual({
      problem: 'open-quote',
      line: 3,
    });
    expect(parseTable('name,role\n')).toEqual({ problem: 'no-rows' });
    expect(parseTable(`name,role\n${'A,client\n'.repeat(99_999)}`)).toEqual({
      problem: 'too-many-rows',
    });
  });

  it('reads each example', () => {
    for (const example of Object.values(EXAMPLES)) expect(read(example).rows).toHaveLength(2);
  });
});

describe('the plan of an import', () => {
  it('creates new users, and skips existing ones', () => {
    expect(plannedActions('name,role\nLouis,Client\nEMMA,client\nEmma,administrator\n')).toEqual([
      { type: 'create-user', name: 'Louis', role: 'client' },
      { type: 'nothing', id: 'e1', differs: false },
      { type: 'error', problems: [{ column: 'name', reason: 'repeated', line: 3 }] },
    ]);
    expect(plannedActions('name,role\nAda,client\n')).toEqual([
      { type: 'error', problems: [{ column: 'role', reason: 'otherRole' }] },
    ]);
  });

  it('creates new devices with their owners', () => {
    expect(plannedActions(`${HEADER}Pump,There,2.5,Europe/Berlin,emma\n`)).toEqual([
      {
        type: 'create-device',
        device: {
          description: 'Pump',
          address: 'There',
          maxHourlyConsumption: 2.5,
          timeZone: 'Europe/Berlin',
          meter: {},
        },
        ownerId: 'e1',
      },
    ]);
  });

  it('assigns owners to existing devices, and changes nothing else', () => {
    expect(plannedActions(`${HEADER}Fridge,Here,0.5,Europe/Brussels,Emma\n`)).toEqual([
      { type: 'assign', id: 'd1', ownerId: 'e1' },
    ]);
    expect(plannedActions(`${HEADER}Fridge,Here,9,Europe/Brussels,\n`)).toEqual([
      { type: 'nothing', id: 'd1', differs: true },
    ]);
  });

  it('treats two names of one time zone as equal', () => {
    const meter = { ...fridge, timeZone: 'Asia/Calcutta' };
    const actionOf = (timeZone: string) =>
      planImport(read(`${HEADER}Fridge,Here,0.5,${timeZone},\n`), {
        users: [],
        devices: [meter],
      })[0]!.action;
    expect(actionOf('Asia/Kolkata')).toMatchObject({ type: 'nothing', differs: false });
    expect(actionOf('asia/calcutta')).toMatchObject({ type: 'nothing', differs: false });
    expect(actionOf('Asia/Kathmandu')).toMatchObject({ type: 'nothing', differs: true });
  });

  it('reports the error in each column of a line', () => {
    expect(
      plannedActions(`${HEADER},,0,Mars/Olympus,Nobody\nA,B,1,UTC,Ada\nA,B,1,UTC,,,\n`),
    ).toEqual([
      {
        type: 'error',
        problems: [
          { column: 'description', reason: 'description' },
          { column: 'address', reason: 'address' },
          { column: 'maxHourlyConsumption', reason: 'maxHourlyConsumption' },
          { column: 'timeZone', reason: 'timeZone' },
          { column: 'owner', reason: 'ownerUnknown' },
        ],
      },
      { type: 'error', problems: [{ column: 'owner', reason: 'ownerNotClient' }] },
      { type: 'error', problems: [{ reason: 'surplus' }] },
    ]);
  });

  it('reads decimals with a comma where semicolons separate cells', () => {
    const table = `${HEADER.replaceAll(',', ';')}Pump;There;2,500;UTC;\n`;
    expect(plannedActions(table)).toMatchObject([{ device: { maxHourlyConsumption: 2.5 } }]);
  });
});

describe('the columns of a meter', () => {
  const METER_HEADER = 'description,address,maxHourlyConsumption,timeZone';
  const plannedMeter = (columns: string, cells: string) =>
    planImport(read(`${METER_HEADER},${columns}\nPump,There,2,UTC,${cells}\n`), existing)[0]!
      .action;

  it('are optional, and empty cells take the defaults', () => {
    expect(plannedMeter('maxPower', '')).toMatchObject({
      type: 'create-device',
      device: { meter: {} },
    });
    const columns = 'medium,Unit,kWh-per-cubic-metre,max power,intervalMinutes,serialNumber';
    const cells = 'gas,m3,11.2 2026-10-01=11.4,24,60,G 1';
    expect(plannedMeter(columns, cells)).toMatchObject({
      device: {
        meter: {
          medium: 'gas',
          unit: 'm3',
          kWhPerCubicMetre: [{ factor: 11.2 }, { validFrom: '2026-10-01', factor: 11.4 }],
          maxPower: 24,
          intervalMinutes: 60,
          serialNumber: 'G 1',
        },
      },
    });
  });

  it.each([
    ['unit', 'm3', 'unit'],
    ['medium,unit', 'gas,m3', 'kWhPerCubicMetre'],
    ['kWhPerCubicMetre', '11.2', 'kWhPerCubicMetre'],
    ['registerDigits', '6', 'registerDigits'],
    ['stampedAt', 'middle', 'stampedAt'],
    ['maxPower', '-1', 'maxPower'],
    ['installedOn', '22.11.2026', 'installedOn'],
  ])('in %s report the error of %s', (columns, cells, column) => {
    expect(plannedMeter(columns, cells)).toEqual({
      type: 'error',
      problems: [{ column, reason: column }],
    });
  });

  it('give a serial number to one device only, whatever its case', () => {
    const header = `${METER_HEADER},serialNumber\n`;
    const devices = [{ ...fridge, serialNumber: 'A 1' }];
    const lines =
      'Fridge,Here,0.5,Europe/Brussels,a 1\nPump,There,1,UTC,a  1\nPump 2,There,1,UTC,B\nPump 3,There,1,UTC,b\n';
    const plan = planImport(read(header + lines), { users: [], devices });
    const taken = [{ column: 'serialNumber', reason: 'serialNumberTaken' }];
    expect(
      plan.map(({ action }) => ('problems' in action ? action.problems : action.type)),
    ).toEqual(['nothing', taken, 'create-device', taken]);
  });

  it('that differ from an existing device leave it as it is, and say so', () => {
    const differs = (columns: string, cells: string) =>
      planImport(
        read(`${METER_HEADER},${columns}\nFridge,Here,0.5,Europe/Brussels,${cells}\n`),
        existing,
      )[0]!.action;
    expect(differs('maxPower', '')).toMatchObject({ type: 'nothing', differs: false });
    expect(differs('unit', 'kWh')).toMatchObject({ differs: false });
    expect(differs('maxPower', '10')).toMatchObject({ type: 'nothing', differs: true });
  });

  it('come as lists are exported, with the id of the owner', () => {
    const header = 'id,description,address,maxHourlyConsumption,timeZone,ownerId,maxPower\n';
    const plan = planImport(read(`${header}x,Pump,There,2,UTC,e1,10\n`), existing);
    expect(plan[0]!.action).toMatchObject({ type: 'create-device', ownerId: 'e1' });
  });
});

describe('the results file', () => {
  const line = {
    line: 2,
    cells: { name: '=cmd()', role: 'client' },
    result: 'created',
    reason: '',
    id: 'u1',
    oneTimePassword: 'secret',
  } as const;

  it('contains passwords only on request', () => {
    const options = { withPasswords: true };
    expect(toResultFile('users', [line], options)).toContain('client,created,,u1,secret\r\n');
    expect(toResultFile('users', [line], { withPasswords: false })).not.toContain('secret');
  });

  it('contains no formula that a spreadsheet would run', () => {
    expect(toResultFile('users', [line], { withPasswords: false })).toContain(`2,"'=cmd()",client`);
  });
});
