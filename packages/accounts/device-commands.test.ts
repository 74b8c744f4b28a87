import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { deviceDecider, deviceStream, serialNumberStream } from '@energy/domain';
import {
  type EventStore,
  handleCommand,
  openEventStore,
  overrideEventStore,
} from '@energy/event-store';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceCommands } from './device-commands.ts';

const AS_OPERATOR = { actor: 'system' } as const;
const SERIAL_NUMBER = '1SAG11 0001';
const fridge = {
  description: 'Fridge',
  address: 'Rue de la Loi 16, Brussels',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
};

let folder: string;
let store: EventStore;
let now: number;
beforeEach(async () => {
  folder = temporaryFolder('device-commands');
  const log = { info: () => undefined, warn: () => undefined };
  store = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
  now = Date.now();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const commandsOn = (eventStore: EventStore, readings: readonly string[] = []) =>
  new DeviceCommands({
    eventStore,
    hasReadings: async (id) => readings.includes(id),
    registerBefore: async () => undefined,
    now: () => now,
  });

async function register(data: object = {}, commands = commandsOn(store)): Promise<string> {
  const id = randomUUID();
  await commands.register(id, { ...fridge, ...data }, AS_OPERATOR);
  return id;
}

async function decommission(id: string): Promise<void> {
  const command = { type: 'DecommissionDevice' } as const;
  const stream = deviceStream(id);
  await handleCommand({
    eventStore: store,
    decider: deviceDecider,
    stream,
    command,
    context: AS_OPERATOR,
  });
}

describe('the replacement of a meter', () => {
  const replacement = { finalReading: 13_424, firstReading: 0.5, reason: 'Calibration expired' };

  it.each([
    '-271821-04-20T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
    '0000-01-01T00:00:00Z',
    '2004-12-31T23:59:59Z',
    '9999-12-31T23:59:59.999Z',
    '2026-13-01T00:00:00Z',
  ])('at %s is refused before any register is read', async (replacedAt) => {
    const read: number[] = [];
    const commands = new DeviceCommands({
      eventStore: store,
      hasReadings: async () => true,
      registerBefore: async (_, at) => {
        read.push(at);
        return undefined;
      },
      now: () => now,
    });
    const id = await register({ reads: 'register' }, commands);
    await expect(
      commands.replaceMeter(id, { ...replacement, replacedAt }, AS_OPERATOR),
    ).rejects.toMatchObject({ rule: 'invalid-replaced-at', field: 'replacedAt' });
    expect(read).toEqual([]);
  });
});

describe('a serial number', () => {
  it('belongs to one device in use, in any spelling', async () => {
    const id = await register({ serialNumber: SERIAL_NUMBER });
    const taken = { rule: 'serial-number-taken', field: 'serialNumber' };
    await expect(register({ serialNumber: ' 1sag11  0001' })).rejects.toMatchObject({
      ...taken,
      message: expect.stringContaining(id),
    });
    const other = await register();
    const change = commandsOn(store).change(other, { serialNumber: SERIAL_NUMBER }, AS_OPERATOR);
    await expect(change).rejects.toMatchObject(taken);
  });

  it('goes to one of many concurrent commands', async () => {
    const registrations = Array.from({ length: 10 }, () =>
      register({ serialNumber: SERIAL_NUMBER }),
    );
    const results = await Promise.allSettled(registrations);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is free again once its device is decommissioned, or has had another one for a while', async () => {
    await decommission(await register({ serialNumber: SERIAL_NUMBER }));
    const second = await register({ serialNumber: SERIAL_NUMBER });
    await commandsOn(store).change(second, { serialNumber: 'other' }, AS_OPERATOR);
    await expect(register({ serialNumber: SERIAL_NUMBER })).rejects.toThrow();
    now += 60_000;
    await register({ serialNumber: SERIAL_NUMBER });
  });

  it('is free again where the process died before its device used it', async () => {
    const dying = overrideEventStore(store, {
      append(stream, ...rest) {
        if (stream.startsWith('device-')) throw new Error('killed');
        return store.append(stream, ...rest);
      },
    });
    await expect(register({ serialNumber: SERIAL_NUMBER }, commandsOn(dying))).rejects.toThrow(
      'killed',
    );
    await expect(register({ serialNumber: SERIAL_NUMBER })).rejects.toThrow();
    now += 60_000;
    await register({ serialNumber: SERIAL_NUMBER });
  });

  it('is not taken by a command that is invalid otherwise', async () => {
    await expect(register({ serialNumber: SERIAL_NUMBER, maxPower: 0 })).rejects.toThrow();
    const taken = await Array.fromAsync(store.readStream(serialNumberStream(SERIAL_NUMBER)));
    expect(taken).toEqual([]);
  });
});

describe('a device with readings', () => {
  it('keeps the unit of its registers', async () => {
    const id = await register({ reads: 'register' });
    const commands = commandsOn(store, [id]);
    const change = commands.change(id, { unit: 'Wh' }, AS_OPERATOR);
    await expect(change).rejects.toMatchObject({ rule: 'meter-has-readings' });
    expect((await commands.change(id, { reads: 'interval' }, AS_OPERATOR)).events).toHaveLength(1);
  });
});
