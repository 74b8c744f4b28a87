import { counted } from '../terminal.ts';

/** Rows of a read model differ from what their source adds up to. */
export class VerificationFailed extends Error {
  override readonly name = 'VerificationFailed';

  /**
   * @param compared the rows that were compared, such as "3 devices"
   * @param source their source
   */
  constructor(
    differing: number,
    compared: string,
    source: 'events' | 'readings' | 'readings and the decisions' | 'hours' = 'events',
  ) {
    super(`Compared ${compared} with the ${source}: ${counted(differing, 'difference')}.`);
  }
}

/** The record of readings is empty, though there are devices. */
export class RecordLost extends Error {
  override readonly name = 'RecordLost';

  constructor(devices: number) {
    super(
      `No reading is recorded, but the events know of ${counted(devices, 'device')}. If readings were recorded before, ` +
        'READ_MODEL_URL names another store or a new one: restore the newest backup.',
    );
  }
}
