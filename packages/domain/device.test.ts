import { describe, expect, it } from 'vitest';
import {
  type DeviceCommand,
  type DeviceEvent,
  type DeviceRegistration,
  deviceDecider,
} from './device.ts';

const fridge: DeviceRegistration = {
  description: 'Fridge',
  address: 'Rue de la Loi 16, Brussels',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
};
const registered: DeviceEvent = { type: 'DeviceRegistered', data: fridge };
const decommissioned: DeviceEvent = { type: 'DeviceDecommissioned', data: {} };
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

  it('counts characters as people do', () => {
    expect(given().when(register({ description: '🔌'.repeat(200) }))).toHaveLength(1);
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

  it('refuses all of it where a part is senseless', () => {
    const wrong = change({ description: 'Freezer', maxHourlyConsumption: -1 });
    expect(() => given(registered).when(wrong)).toThrow('greater than 0');
  });

  it('needs a device that is in use', () => {
    expect(() => given().when(change({}))).toThrow('There is no device');
    expect(() => given(registered, decommissioned).when(change({}))).toThrow('decommissioned');
  });
});

describe('decommissioning a device', () => {
  const decommission: DeviceCommand = { type: 'DecommissionDevice' };

  it('ends its use', () => {
    expect(given(registered).when(decommission)).toEqual([decommissioned]);
  });

  it('changes nothing the second time', () => {
    expect(given(registered, decommissioned).when(decommission)).toEqual([]);
  });

  it('needs a device', () => {
    expect(() => given().when(decommission)).toThrow('There is no device');
  });
});
