// Preloaded into a service (`node --import`): its clock is wrong by CHAOS_CLOCK_OFFSET_MS.
const offsetMs = Number(process.env.CHAOS_CLOCK_OFFSET_MS);
const RightDate = Date;
const rightInstant = Temporal.Now.instant;

class ShiftedDate extends RightDate {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [ShiftedDate.now()] : args) as [number]));
  }

  static override now(): number {
    return RightDate.now() + offsetMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
Temporal.Now.instant = () => rightInstant().add({ milliseconds: offsetMs });
