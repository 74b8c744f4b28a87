const ZONES = ['Europe/Brussels', 'Asia/Kolkata'] as const;
const MIN_ELAPSED_MINUTES = 12;
const MAX_ELAPSED_MINUTES = 42;

/** Returns a time zone in which the present hour has been running for a while, and does not end during a test. */
export function midHourZone(): string {
  // Their hours begin half an hour apart.
  return ZONES.find((zone) => {
    const { minute } = Temporal.Now.zonedDateTimeISO(zone);
    return minute >= MIN_ELAPSED_MINUTES && minute < MAX_ELAPSED_MINUTES;
  })!;
}
