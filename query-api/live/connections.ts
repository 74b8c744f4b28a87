import type { LiveConnection } from './connection.ts';

const NONE: ReadonlySet<LiveConnection> = new Set();

/** The open connections, indexed by user and by watched device. */
export class LiveConnections implements Iterable<LiveConnection> {
  readonly #all = new Set<LiveConnection>();
  readonly #byUser = new Map<string, Set<LiveConnection>>();
  readonly #byDevice = new Map<string, Set<LiveConnection>>();
  readonly #administrators = new Set<LiveConnection>();

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<LiveConnection> {
    return this.#all.values();
  }

  ofUser(userId: string): ReadonlySet<LiveConnection> {
    return this.#byUser.get(userId) ?? NONE;
  }

  get administrators(): ReadonlySet<LiveConnection> {
    return this.#administrators;
  }

  watching(deviceId: string): ReadonlySet<LiveConnection> {
    return this.#byDevice.get(deviceId) ?? NONE;
  }

  /** The ids of all watched devices. */
  get watched(): Iterable<string> {
    return this.#byDevice.keys();
  }

  add(connection: LiveConnection): void {
    const { userId, role } = connection.actor;
    this.#all.add(connection);
    putInto(this.#byUser, userId, connection);
    if (role === 'administrator') this.#administrators.add(connection);
  }

  remove(connection: LiveConnection): void {
    this.unwatch(connection, [...connection.watched]);
    this.#all.delete(connection);
    takeOutOf(this.#byUser, connection.actor.userId, connection);
    this.#administrators.delete(connection);
  }

  watch(connection: LiveConnection, deviceIds: readonly string[]): void {
    for (const id of deviceIds) {
      connection.watched.add(id);
      putInto(this.#byDevice, id, connection);
    }
  }

  unwatch(connection: LiveConnection, deviceIds: readonly string[]): void {
    for (const id of deviceIds) {
      if (connection.watched.delete(id)) takeOutOf(this.#byDevice, id, connection);
    }
  }
}

function putInto<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function takeOutOf<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
