import type { ScannedHour } from '@energy/read-models';

const INITIAL_BYTES = 64 * 1024;
/** More than one value takes. */
const RESERVED_BYTES = 64;
const ZERO = 0x30;
const POINT = 0x2e;
const MICROWATT_HOURS_PER_KWH = 1e9;
const FRACTION_DIGITS = 9;
const GROUP = 1_000;
/** An hour with more is rare. */
const MAX_CACHED_READINGS = 100;
const DIGITS_OF_A_GROUP = 3;

/** The digits of each number below 1,000. */
const DIGITS = Buffer.from(
  Array.from({ length: GROUP }, (_, number) =>
    String(number).padStart(DIGITS_OF_A_GROUP, '0'),
  ).join(''),
);

/** Writes rows as bytes: an export of texts that are joined and encoded afterwards takes twice as long. */
export class RowBuffer {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  /** @param bytes of texts that many rows have */
  constant(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @param value ASCII */
  text(value: string): void {
    this.#reserve(value.length);
    this.#length += this.#bytes.write(value, this.#length, 'latin1');
  }

  /** Writes energy in µWh as an exact decimal of kWh, without an exponent and without zeros at its end. */
  kilowattHours(energy: number | bigint): void {
    if (typeof energy === 'bigint') {
      this.text(kilowattHoursOf(energy));
      return;
    }
    this.#reserve(RESERVED_BYTES);
    const whole = Math.floor(energy / MICROWATT_HOURS_PER_KWH);
    this.#integer(whole);
    const fraction = energy - whole * MICROWATT_HOURS_PER_KWH;
    if (fraction !== 0) this.#fraction(fraction);
  }

  /** Takes the rows so far, in a copy: the rows of a slow reader would hold the whole buffer otherwise. */
  take(): Uint8Array {
    const rows = new Uint8Array(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return rows;
  }

  #integer(value: number): void {
    if (value < 10) this.#bytes[this.#length++] = ZERO + value;
    else this.#length += this.#bytes.write(String(value), this.#length, 'latin1');
  }

  #fraction(fraction: number): void {
    const thousands = Math.floor(fraction / GROUP);
    const high = Math.floor(thousands / GROUP);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = POINT;
    at = putDigits(bytes, at, high);
    at = putDigits(bytes, at, thousands - high * GROUP);
    at = putDigits(bytes, at, fraction - thousands * GROUP);
    while (bytes[at - 1] === ZERO) at -= 1;
    this.#length = at;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + bytes);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function putDigits(bytes: Uint8Array, at: number, number: number): number {
  const from = number * DIGITS_OF_A_GROUP;
  bytes[at] = DIGITS[from]!;
  bytes[at + 1] = DIGITS[from + 1]!;
  bytes[at + 2] = DIGITS[from + 2]!;
  return at + DIGITS_OF_A_GROUP;
}

function kilowattHoursOf(energy: bigint): string {
  const digits = energy.toString().padStart(FRACTION_DIGITS + 1, '0');
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '');
  return digits.slice(0, -FRACTION_DIGITS) + (fraction && `.${fraction}`);
}

/** Encodes each hour of a zone once: all rows of that hour have the same text. */
export class HourTexts<Hour extends object> {
  readonly #encode: (hour: Hour) => string;
  readonly #texts = new WeakMap<Hour, Uint8Array>();
  #lastHours: readonly Hour[] = [];
  #lastTexts: readonly Uint8Array[] = [];

  constructor(encode: (hour: Hour) => string) {
    this.#encode = encode;
  }

  /** Devices that have all hours of a day share the list of them: nothing is looked up again. */
  of(hours: readonly Hour[]): readonly Uint8Array[] {
    if (hours !== this.#lastHours) {
      this.#lastHours = hours;
      this.#lastTexts = hours.map((hour) =>
        this.#texts.getOrInsertComputed(hour, () => Buffer.from(this.#encode(hour))),
      );
    }
    return this.#lastTexts;
  }
}

/** Encodes what follows the energy of an hour once for each number of readings and quality. */
export class HourEnds {
  readonly #encode: (hour: ScannedHour) => string;
  readonly #measured: Uint8Array[] = [];
  readonly #estimated: Uint8Array[] = [];
  readonly #partlyUnknown: Uint8Array[] = [];

  constructor(encode: (hour: ScannedHour) => string) {
    this.#encode = encode;
  }

  of(hour: ScannedHour): Uint8Array {
    const known = this.#knownOf(hour);
    let end = known[hour.readings];
    if (!end) {
      end = Buffer.from(this.#encode(hour));
      if (hour.readings < MAX_CACHED_READINGS) known[hour.readings] = end;
    }
    return end;
  }

  #knownOf({ isEstimated, isPartlyUnknown }: ScannedHour): Uint8Array[] {
    if (isPartlyUnknown) return this.#partlyUnknown;
    return isEstimated ? this.#estimated : this.#measured;
  }
}
