import { UUID } from '@energy/domain';

/** What was asked for makes no sense; the message says what would, in a sentence. */
export class InvalidOption extends Error {
  override readonly name = 'InvalidOption';
}

/** The device, user, conversation or alert that was named does not exist; the message names it. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** An id as it was typed, in lower case; what it is of names it in the error. */
export function uuid(what: string): (text: string) => string {
  return (text) => {
    const id = text.toLowerCase();
    if (UUID.test(id)) return id;
    throw new InvalidOption(
      `"${text}" is no ${what} id; one looks like 5c2494a3-1140-4c7a-991a-a1a2561c6bc2.`,
    );
  };
}

/** A device's id as it was typed, in lower case. */
export const deviceId = uuid('device');

/** A decimal number; what it is for names it in the error. */
export function decimal(what: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new InvalidOption(`${what} must be a number, not "${text}".`);
  };
}

/** A whole number of at least 1; what it is for names it in the error. */
export function count(what: string, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) return value;
    throw new InvalidOption(`${what} must be a whole number from 1 to ${most}, not "${text}".`);
  };
}
