/**
 * A transient message to every subscribed process. The state behind it is stored elsewhere. Instants in
 * milliseconds since 1970, UTC.
 */
export type Notice = AlertRaised | AlertsSeen | HourlyTotalChanged | ReadingsRecorded | Typing;

/** An hour of a device exceeded its limit, or a forecast reached a budget; the stored alert has the rest. */
export interface AlertRaised {
  readonly type: 'AlertRaised';
  /** The alert's number among all alerts, which is its key. */
  readonly number: number;
  /** `null` where it is about a budget. */
  readonly deviceId: string | null;
  /** The owner of the device at that hour, who has the budget; null if it had none. */
  readonly ownerId: string | null;
}

/** A user has seen their alerts up to a number. */
export interface AlertsSeen {
  readonly type: 'AlertsSeen';
  readonly userId: string;
  readonly through: number;
}

/** The new total of a device's hour. */
export interface HourlyTotalChanged {
  readonly type: 'HourlyTotalChanged';
  readonly deviceId: string;
  /** The start of the hour. */
  readonly hour: number;
  /** In µWh, as decimal digits: a sum is a 64-bit integer. */
  readonly total: string;
  readonly readings: number;
}

/** Number of readings that a projector recorded since its last notice; sent for 0 as well. */
export interface ReadingsRecorded {
  readonly type: 'ReadingsRecorded';
  /** Changes with every start of a projector. */
  readonly projectorId: string;
  readonly readings: number;
  /** Time since the last notice of this projector. */
  readonly milliseconds: number;
}

/** A user is typing in a conversation. */
export interface Typing {
  readonly type: 'Typing';
  /** The client of the conversation. */
  readonly clientId: string;
  /** The typing user: that client, or an administrator. */
  readonly userId: string;
  readonly at: number;
}
