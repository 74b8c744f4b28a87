import type { Position } from '../event-store.ts';

/** A place in the server's log: where a record was committed, and where it was prepared. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Both numbers are unsigned 64-bit ones: 20 digits at most. */
const DIGITS = 20;
const FORM = /^(\d{20}):(\d{20})$/;
const UNKNOWN = 2n ** 64n - 1n;

/** Fixed-width numbers, so that comparing texts compares places. */
export function positionOf({ commit, prepare }: LogPosition): Position {
  return `${digits(commit)}:${digits(prepare)}`;
}

/** `undefined` where another kind of event store gave the position. */
export function logPosition(position: Position): LogPosition | undefined {
  const [, commit, prepare] = FORM.exec(position) ?? [];
  if (!commit || !prepare) return undefined;
  const place = { commit: BigInt(commit), prepare: BigInt(prepare) };
  return place.commit < UNKNOWN && place.prepare < UNKNOWN ? place : undefined;
}

/** Servers before 22.6 leave positions out where a stream is read. */
export function isKnown(position: LogPosition | undefined): position is LogPosition {
  return position !== undefined && position.commit !== UNKNOWN;
}

function digits(number: bigint): string {
  return String(number).padStart(DIGITS, '0');
}
