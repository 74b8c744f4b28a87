const MICROWATT_HOURS_PER_KWH = 1e9;
const FRACTION_DIGITS = 9;

/** Energy in µWh as an exact decimal of kWh, without an exponent and without zeros at its end. */
export function decimalKilowattHours(energy: number | bigint): string {
  if (typeof energy === 'bigint') return fromDigits(energy.toString());
  const whole = Math.floor(energy / MICROWATT_HOURS_PER_KWH);
  let fraction = energy - whole * MICROWATT_HOURS_PER_KWH;
  if (fraction === 0) return String(whole);
  let digits = FRACTION_DIGITS;
  for (; fraction % 1_000 === 0; digits -= 3) fraction /= 1_000;
  for (; fraction % 10 === 0; digits -= 1) fraction /= 10;
  return `${whole}.${String(fraction).padStart(digits, '0')}`;
}

function fromDigits(text: string): string {
  const digits = text.padStart(FRACTION_DIGITS + 1, '0');
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '');
  return digits.slice(0, -FRACTION_DIGITS) + (fraction && `.${fraction}`);
}
