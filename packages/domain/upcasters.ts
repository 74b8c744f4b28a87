/** Lifts the data of an event from one version of its shape to the next. */
export type Upcaster = (data: never) => object;

/** By event type, oldest first. */
export type Upcasters = ReadonlyMap<string, readonly Upcaster[]>;

/**
 * The upcasters of each event type, oldest first: the first lifts version 1 of the data to version 2, the next one
 * version 2 to version 3. A type that is absent is at version 1. An upcaster stays for good, since stored events are
 * never rewritten. A field that is merely added, and optional, needs none.
 */
export const UPCASTERS: Upcasters = new Map();
