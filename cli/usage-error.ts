import { UUID } from '@energy/domain';

/** An argument or option is invalid; the message is a sentence that says what is valid. */
export class InvalidOption extends Error {
  override readonly name = 'InvalidOption';
}

/** The requested device, user, conversation or alert does not exist; the message names it. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** Creates a parser of ids, which it converts to lower case; `what` names the id in the error. */
export function uuid(what: string): (text: string) => string {
  return (text) => {
    const id = text.toLowerCase();
    if (UUID.test(id)) return id;
    throw new InvalidOption(
      `"${text}" is no ${what} id; one looks like 5c2494a3-1140-4c7a-991a-a1a2561c6bc2.`,
    );
  };
}

/** Parses the id of a device. */
export const deviceId = uuid('device');

/** Creates a parser of decimal numbers; `what` names the number in the error. */
export function decimal(what: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new InvalidOption(`${what} must be a number, not "${text}".`);
  };
}

/** Creates a parser of integers from 1 to `most`; `what` names the number in the error. */
export function count(what: string, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) return value;
    throw new InvalidOption(`${what} must be a whole number from 1 to ${most}, not "${text}".`);
  };
}
