import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { normalisedName } from './user-name.ts';

/**
 * Stream `serialnumber-<normalised serial number>`: the device that has a serial number. A device takes the number
 * here before its own stream uses it, so that one of two concurrent commands gets it.
 */
export interface SerialNumberEvent {
  readonly type: 'SerialNumberTaken';
  readonly data: { readonly deviceId: string; readonly serialNumber: string };
}

export type SerialNumberState =
  | { readonly status: 'Free' }
  | { readonly status: 'Taken'; readonly deviceId: string };

export interface SerialNumberCommand {
  readonly type: 'TakeSerialNumber';
  readonly data: {
    readonly deviceId: string;
    readonly serialNumber: string;
    /** A device that is known not to use the number, or not any more. */
    readonly abandonedBy?: string;
  };
}

export const serialNumberDecider: Decider<
  SerialNumberCommand,
  SerialNumberEvent,
  SerialNumberState
> = {
  initialState: { status: 'Free' },
  decide({ data: { deviceId, serialNumber, abandonedBy } }, state) {
    if (state.status === 'Taken' && ![deviceId, abandonedBy].includes(state.deviceId)) {
      throw new RuleViolation(
        'serial-number-taken',
        `The device ${state.deviceId} has the serial number "${serialNumber}".`,
        'serialNumber',
      );
    }
    // Also by its holder: the number must not count as abandoned.
    return [{ type: 'SerialNumberTaken', data: { deviceId, serialNumber } }];
  },
  evolve: (_, { data: { deviceId } }) => ({ status: 'Taken', deviceId }),
};

/** The prefix of all streams of serial numbers. */
export const SERIAL_NUMBER_STREAMS = 'serialnumber-';

export function serialNumberStream(serialNumber: string): string {
  return SERIAL_NUMBER_STREAMS + normalisedName(serialNumber);
}

/** True if two serial numbers are equal regardless of case and Unicode form. */
export function isSameSerialNumber(one: string, other: string): boolean {
  return normalisedName(one) === normalisedName(other);
}
