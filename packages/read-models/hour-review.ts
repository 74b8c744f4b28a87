/** Identifies an hour of a device. Hours are ordered by time, then by device, in an order of the engine's own. */
export type HourKey = string;

const INSTANT = 'YYYY-MM-DDTHH:MM:SS.sssZ'.length;

/**
 * The key of an hour. The hour leads: readings arrive for the hours that are running, so that what is
 * written lies together however long the history grows, and a day is 24 look-ups.
 */
export function hourKey(deviceId: string, hour: number): HourKey {
  return `${new Date(hour).toISOString()} ${deviceId}`;
}

/** The hour (its start, in milliseconds since 1970, UTC) and the device of a key. */
export function hourOfKey(key: HourKey): { readonly hour: number; readonly deviceId: string } {
  return { hour: Date.parse(key.slice(0, INSTANT)), deviceId: key.slice(INSTANT + 1) };
}

/** What is stored of an hour besides its readings. The total in µWh. */
export interface Sum {
  readonly total: bigint;
  readonly readings: number;
}

/** An hour of which something else is stored than what its readings add up to. */
export interface WrongHour {
  readonly deviceId: string;
  /** When it starts: milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly stored: Sum;
  readonly computed: Sum;
}

/** What came of looking at some hours. */
export interface ReviewedHours {
  readonly hours: number;
  /** How many readings they have. */
  readonly readings: number;
  readonly wrong: readonly WrongHour[];
  /** The last one that was looked at; `undefined` where there were no more. */
  readonly end: HourKey | undefined;
}

/** So many readings are looked at together, or those of one hour where that has more. */
export const READINGS_AT_ONCE = 60_000;

/**
 * Adds up again what was measured: the readings that are stored are the record, and totals follow from
 * them. All methods throw EngineUnavailable while the engine is away.
 */
export interface HourReview {
  /** The table or collection that holds the hours. */
  readonly name: string;

  /** Looks at the next hours in the order of their keys, and changes nothing. */
  next(after: HourKey | undefined): Promise<ReviewedHours>;

  /**
   * Continues the rebuild in progress, or begins one: examines the next hours and sets those
   * right that are wrong. Each is changed in one step, and only in the state that was added up, so that
   * nothing recorded at the same time is lost or counted twice. How far it has come is stored; after the last
   * hour the rebuild is over.
   */
  rebuildNext(): Promise<ReviewedHours>;

  /** The last hour that the rebuild under way has looked at; `undefined` where there is none. */
  rebuiltTo(): Promise<HourKey | undefined>;

  /** Forgets how far the rebuild has come: the next one begins with the first hour. */
  beginAnew(): Promise<void>;

  /** How many hours there are. */
  count(): Promise<number>;

  /** When the first and the last hour start; `undefined` where there is none. */
  extent(): Promise<{ readonly first: number; readonly last: number } | undefined>;
}
