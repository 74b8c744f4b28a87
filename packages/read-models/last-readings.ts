/** The newest reading of a device. */
export interface LastReading {
  readonly deviceId: string;
  /** When it was taken: milliseconds since 1970, UTC. */
  readonly at: number;
}

/**
 * The time of each device's last reading. It follows what is recorded a few seconds later, so that recording
 * waits for nothing; a projector that is killed in between leaves a device with its reading before. All
 * methods throw EngineUnavailable while the engine is away.
 */
export interface LastReadings {
  /** Notes readings, in any order and any number of times: of each device the newest stays. */
  note(readings: readonly LastReading[]): Promise<void>;

  /** Finds the newest readings of some devices, in no order. */
  find(deviceIds: readonly string[]): Promise<readonly LastReading[]>;

  /** Every device with a reading, by id. */
  all(): AsyncIterable<LastReading>;
}
