import { describe, expect, it } from 'vitest';
import {
  type DeviceChanges,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceRegistration,
  deviceDecider,
} from './device.ts';
import type { MeterChanges } from './meter.ts';
import type { TariffState } from './tariffs/tariff.ts';
import type { UserRole, UserState } from './user.ts';

const fridge: DeviceRegistration = {
  description: 'Fridge',
  address: 'Rue de la Loi 16, Brussels',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
};
const registered: DeviceEvent = { type: 'DeviceRegistered', data: fridge };
const decommissioned: DeviceEvent = { type: 'DeviceDecommissioned', data: {} };
const assigned = (userId: string): DeviceEvent => ({ type: 'DeviceAssigned', data: { userId } });
const unassigned = (userId: string): DeviceEvent => ({
  type: 'DeviceUnassigned',
  data: { userId },
});
const inUse: TariffState = {
  status: 'InUse',
  name: 'Day and night',
  currency: 'EUR',
  versions: [],
};
const tariff = (from: string, tariffId = 'night'): DeviceEvent => ({
  type: 'TariffAssigned',
  data: { tariffId, from },
});
const register = (data: Partial<DeviceRegistration> = {}): DeviceCommand => ({
  type: 'RegisterDevice',
  data: { ...fridge, ...data },
});

function given(...events: DeviceEvent[]) {
  const state = events.reduce(deviceDecider.evolve, deviceDecider.initialState);
  return { when: (command: DeviceCommand) => deviceDecider.decide(command, state) };
}

describe('registering a device', () => {
  it('registers it', () => {
    expect(given().when(register())).toEqual([registered]);
  });

  it('trims its texts and writes its time zone as the tz database does', () => {
    const untidy = { description: ' Fridge ', timeZone: 'europe/BRUSSELS' };
    expect(given().when(register(untidy))).toEqual([registered]);
  });

  it('happens once', () => {
    expect(() => given(registered).when(register())).toThrow('is there already');
    expect(() => given(registered, decommissioned).when(register())).toThrow('is there already');
  });

  it.each([
    ['description', { description: '  ' }],
    ['description', { description: 'x'.repeat(201) }],
    ['description', { description: 'two\nlines' }],
    ['description', { description: 'half a character: \uD800' }],
    ['description', { description: 'two\u2028lines' }],
    ['description', { description: 'a hidden\u202e direction' }],
    ['address', { address: 'a hidden\u200b blank' }],
    ['address', { address: '' }],
    ['address', { address: 'x'.repeat(501) }],
    ['maxHourlyConsumption', { maxHourlyConsumption: 0 }],
    ['maxHourlyConsumption', { maxHourlyConsumption: -1 }],
    ['maxHourlyConsumption', { maxHourlyConsumption: Number.NaN }],
    ['maxHourlyConsumption', { maxHourlyConsumption: 1e300 }],
    ['timeZone', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', { timeZone: '+02:00' }],
  ])('refuses a senseless %s: %j', (field, wrong) => {
    expect(() => given().when(register(wrong))).toThrow(expect.objectContaining({ field }));
  });

  it('takes texts of any script, or of several', () => {
    const texts = { description: 'Wärmepumpe ♨\ufe0f', address: 'ул. Ленина 5, кв. 2 (2nd floor)' };
    expect(given().when(register(texts))).toMatchObject([{ data: texts }]);
  });

  it('counts characters as people do', () => {
    expect(given().when(register({ description: '🔌'.repeat(200) }))).toHaveLength(1);
  });
});

describe('describing the meter of a device', () => {
  const change = (data: DeviceChanges, hasReadings = false): DeviceCommand => ({
    type: 'ChangeDevice',
    data,
    hasReadings,
  });
  const meterChanged = (data: MeterChanges): DeviceEvent => ({ type: 'DeviceMeterChanged', data });

  it('registers what differs from the defaults', () => {
    const meter = { stampedAt: 'end', flow: 'consumption', serialNumber: ' 1SAG11 ' } as const;
    expect(given().when(register(meter))).toEqual([
      { type: 'DeviceRegistered', data: { ...fridge, stampedAt: 'end', serialNumber: '1SAG11' } },
    ]);
  });

  it('changes what is given', () => {
    const before = given(registered, meterChanged({ maxPower: 10 }));
    expect(before.when(change({ maxPower: 10, intervalMinutes: 10 }))).toEqual([]);
    expect(before.when(change({ maxPower: null, description: 'Boiler' }))).toEqual([
      { type: 'DeviceDescriptionChanged', data: { description: 'Boiler' } },
      meterChanged({ maxPower: null }),
    ]);
  });

  it('lets recorded readings be counted otherwise', () => {
    const device = given(registered);
    const end = { stampedAt: 'end' } as const;
    expect(device.when(change(end, true))).toEqual([meterChanged(end)]);
    const register = { reads: 'register', registerDigits: 6 } as const;
    expect(device.when(change(register, true))).toEqual([meterChanged(register)]);
    const interval = { reads: 'interval', registerDigits: null } as const;
    expect(given(registered, meterChanged(register)).when(change(interval, true))).toEqual([
      meterChanged(interval),
    ]);
    expect(device.when(change({ stampedAt: 'start' }, true))).toEqual([]);
    const others = { intervalMinutes: 15, maxPower: 10, flow: 'production' } as const;
    expect(device.when(change(others, true))).toEqual([meterChanged(others)]);
  });

  it('keeps the unit of a register that has readings', () => {
    const device = given(registered, meterChanged({ reads: 'register' }));
    expect(() => device.when(change({ unit: 'Wh' }, true))).toThrow(
      expect.objectContaining({
        rule: 'meter-has-readings',
        field: 'unit',
        message:
          'The unit of a register cannot be changed once the device has readings: further registers would not continue the ' +
          'recorded ones. Decommission this device and register a new one; if the description was wrong from the start, ' +
          'send the readings again to the new device.',
      }),
    );
    const others = { maxPower: 10, registerDigits: 6 } as const;
    expect(device.when(change(others, true))).toEqual([meterChanged(others)]);
    const interval = { reads: 'interval', unit: 'Wh' } as const;
    expect(device.when(change(interval, true))).toEqual([meterChanged(interval)]);
    expect(() => given(registered).when(change({ reads: 'register', unit: 'Wh' }, true))).toThrow(
      expect.objectContaining({ rule: 'meter-has-readings', field: 'unit' }),
    );
  });
});

describe('changing a device', () => {
  const change = (data: Partial<DeviceRegistration>): DeviceCommand => ({
    type: 'ChangeDevice',
    data,
  });

  it('is one event for each thing that changed', () => {
    const changes = { description: 'Freezer', address: 'Cellar', maxHourlyConsumption: 0.75 };
    expect(given(registered).when(change(changes))).toEqual([
      { type: 'DeviceDescriptionChanged', data: { description: 'Freezer' } },
      { type: 'DeviceAddressChanged', data: { address: 'Cellar' } },
      { type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 0.75 } },
    ]);
  });

  it('makes no event of what changes nothing', () => {
    expect(
      given(registered).when(change({ description: ' Fridge', address: fridge.address })),
    ).toEqual([]);
  });

  it('compares with the device as its history left it', () => {
    const renamed: DeviceEvent = {
      type: 'DeviceDescriptionChanged',
      data: { description: 'Freezer' },
    };
    expect(given(registered, renamed).when(change({ description: 'Freezer' }))).toEqual([]);
    expect(given(registered, renamed).when(change({ description: 'Fridge' }))).toHaveLength(1);
  });

  it('checks nothing that was stored under earlier rules and stays', () => {
    const earlier = { ...fridge, description: 'Fridge\u200b' };
    const history: DeviceEvent = { type: 'DeviceRegistered', data: earlier };
    const changes = { description: earlier.description, maxHourlyConsumption: 0.75 };
    expect(given(history).when(change(changes))).toEqual([
      { type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 0.75 } },
    ]);
  });

  it('refuses all of it where a part is senseless', () => {
    const wrong = change({ description: 'Freezer', maxHourlyConsumption: -1 });
    expect(() => given(registered).when(wrong)).toThrow('greater than 0');
  });

  it('needs a device that is in use', () => {
    expect(() => given().when(change({}))).toThrow('There is no device');
    expect(() => given(registered, decommissioned).when(change({}))).toThrow('decommissioned');
  });
});

describe('assigning a device', () => {
  const user = (role: UserRole): UserState => ({ status: 'Registered', name: 'Ann', role });
  const assign = (userId: string, state: UserState = user('client')): DeviceCommand => ({
    type: 'AssignDevice',
    data: { userId, user: state },
  });

  it('makes a client its owner', () => {
    expect(given(registered).when(assign('ann'))).toEqual([assigned('ann')]);
  });

  it('changes nothing for its owner', () => {
    expect(given(registered, assigned('ann')).when(assign('ann'))).toEqual([]);
  });

  it('takes it from the owner that it had, for it has one at most', () => {
    expect(given(registered, assigned('ann')).when(assign('bea'))).toEqual([
      unassigned('ann'),
      assigned('bea'),
    ]);
    expect(given(registered, assigned('ann'), unassigned('ann')).when(assign('bea'))).toEqual([
      assigned('bea'),
    ]);
  });

  it.each<[string, UserState]>([
    ['owner-not-client', user('administrator')],
    ['user-not-found', { status: 'Unregistered' }],
    ['user-deleted', { status: 'Deleted' }],
  ])('needs a client: %s', (rule, state) => {
    expect(() => given(registered).when(assign('ann', state))).toThrow(
      expect.objectContaining({ rule, field: 'userId' }),
    );
  });

  it('needs a device that is in use', () => {
    expect(() => given().when(assign('ann'))).toThrow('There is no device');
    expect(() => given(registered, decommissioned).when(assign('ann'))).toThrow('decommissioned');
  });

  it('outlasts other changes', () => {
    const moved: DeviceEvent = { type: 'DeviceAddressChanged', data: { address: 'Cellar' } };
    expect(given(registered, assigned('ann'), moved).when(assign('ann'))).toEqual([]);
  });
});

describe('unassigning a device', () => {
  const unassign = (userId?: string): DeviceCommand => ({
    type: 'UnassignDevice',
    data: userId === undefined ? {} : { userId },
  });

  it('leaves it without an owner', () => {
    expect(given(registered, assigned('ann')).when(unassign())).toEqual([unassigned('ann')]);
  });

  it('changes nothing where it has none', () => {
    expect(given(registered).when(unassign())).toEqual([]);
    expect(given(registered, assigned('ann'), unassigned('ann')).when(unassign())).toEqual([]);
    expect(given(registered, decommissioned).when(unassign())).toEqual([]);
  });

  it('can be meant for one owner, and then leaves another one alone', () => {
    expect(given(registered, assigned('ann')).when(unassign('ann'))).toEqual([unassigned('ann')]);
    expect(given(registered, assigned('bea')).when(unassign('ann'))).toEqual([]);
    expect(given(registered).when(unassign('ann'))).toEqual([]);
  });

  it('needs a device', () => {
    expect(() => given().when(unassign())).toThrow('There is no device');
  });
});

describe('decommissioning a device', () => {
  const decommission: DeviceCommand = { type: 'DecommissionDevice' };

  it('ends its use', () => {
    expect(given(registered).when(decommission)).toEqual([decommissioned]);
  });

  it('takes it from its owner first', () => {
    expect(given(registered, assigned('ann')).when(decommission)).toEqual([
      unassigned('ann'),
      decommissioned,
    ]);
  });

  it('changes nothing the second time', () => {
    expect(given(registered, decommissioned).when(decommission)).toEqual([]);
  });

  it('needs a device', () => {
    expect(() => given().when(decommission)).toThrow('There is no device');
  });
});

describe('assigning a tariff', () => {
  const now = Date.parse('2026-11-30T23:30:00Z'); // December in Brussels
  const assign = (from: string, id = 'night', state: TariffState = inUse): DeviceCommand => ({
    type: 'AssignTariff',
    data: { from, tariff: { id, state }, now },
  });
  const unassign = (from: string): DeviceCommand => ({ type: 'AssignTariff', data: { from, now } });

  it('bills the device by it from a day on, also from an earlier month that had none', () => {
    expect(given(registered).when(assign('2020-02-01'))).toEqual([tariff('2020-02-01')]);
    expect(given(registered, tariff('2027-01-01')).when(assign('2026-10-01'))).toHaveLength(1);
  });

  it('replaces the assignments that begin on its day or later', () => {
    const events = [
      registered,
      tariff('2026-01-01'),
      tariff('2027-01-01', 'day'),
      tariff('2026-12-15'),
    ];
    const state = events.reduce(deviceDecider.evolve, deviceDecider.initialState);
    expect(state).toMatchObject({
      tariffs: [
        { from: '2026-01-01', tariffId: 'night' },
        { from: '2026-12-15', tariffId: 'night' },
      ],
    });
  });

  it('ends with a day', () => {
    const { when } = given(registered, tariff('2026-01-01'));
    expect(when(unassign('2026-12-02'))).toEqual([
      { type: 'TariffUnassigned', data: { from: '2026-12-02' } },
    ]);
    expect(given(registered).when(unassign('2026-12-02'))).toEqual([]);
  });

  it('changes nothing where it is so', () => {
    const { when } = given(registered, tariff('2026-12-01'));
    expect(when(assign('2026-12-01'))).toEqual([]);
    expect(when(assign('2026-12-05'))).toEqual([]);
    const later = given(registered, tariff('2026-12-01'), tariff('2027-01-01', 'day'));
    expect(later.when(assign('2026-12-05'))).toEqual([tariff('2026-12-05')]);
  });

  it('reprices no month that has ended in the time zone of the device', () => {
    const { when } = given(registered, tariff('2026-01-01'));
    expect(() => when(assign('2026-11-30', 'day'))).toThrow('2026-12-01 at the earliest');
    expect(() => when(unassign('2026-11-30'))).toThrow('is billed');
    expect(when(assign('2026-12-01', 'day'))).toHaveLength(1);
  });

  it.each(['2026-02-29', '1999-01-01', 'tomorrow'])('refuses %s as a day', (from) => {
    expect(() => given(registered).when(assign(from))).toThrow('is no day from 2000 to 2100');
  });

  it('needs a tariff and a device in use', () => {
    const { when } = given(registered);
    const missing: TariffState = { status: 'Unknown' };
    expect(() => when(assign('2026-12-01', 'night', missing))).toThrow('There is no tariff');
    const retired: TariffState = { ...inUse, status: 'Retired' };
    expect(() => when(assign('2026-12-01', 'night', retired))).toThrow('was retired');
    const gone = given(registered, decommissioned);
    expect(() => gone.when(assign('2026-12-01'))).toThrow('was decommissioned');
  });
});
