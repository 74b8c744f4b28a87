/**
 * What is told to every process that listens, the moment it happens, and kept by nobody: whoever must
 * not miss a thing reads it again where it is stored. Instants in milliseconds since 1970, UTC.
 */
export type Notice = AlertRaised | AlertsSeen | HourlyTotalChanged | ReadingsRecorded | Typing;

/** An hour of a device exceeds its limit. What else there is to say stands in the alert itself. */
export interface AlertRaised {
  readonly type: 'AlertRaised';
  /** The alert's place among all alerts, by which it is found. */
  readonly number: number;
  readonly deviceId: string;
  /** To whom it is addressed: who owned the device then; null where nobody did. */
  readonly ownerId: string | null;
}

/** Somebody has seen their alerts up to a number. */
export interface AlertsSeen {
  readonly type: 'AlertsSeen';
  readonly userId: string;
  readonly through: number;
}

/** What an hour of a device adds up to now. */
export interface HourlyTotalChanged {
  readonly type: 'HourlyTotalChanged';
  readonly deviceId: string;
  /** When the hour starts. */
  readonly hour: number;
  /** In µWh, as decimal digits: a sum is a 64-bit integer. */
  readonly total: string;
  readonly readings: number;
}

/** How much a projector has recorded since it said so last: also where that is nothing. */
export interface ReadingsRecorded {
  readonly type: 'ReadingsRecorded';
  /** Another one at every start. */
  readonly projectorId: string;
  readonly readings: number;
  /** In how much time. */
  readonly milliseconds: number;
}

/** Somebody is typing in a conversation. */
export interface Typing {
  readonly type: 'Typing';
  /** The client whose conversation it is. */
  readonly clientId: string;
  /** Who is typing: that client, or an administrator. */
  readonly userId: string;
  readonly at: number;
}
