import { toStringMethod } from 'fast-check';

const MOST_OF_A_NAME = 40;

/**
 * A value that is chosen when the request is sent: one that the API has returned under one of these names,
 * or else the fallback. Requests then refer to resources that exist, and the same seed still generates the
 * same requests.
 */
export class Reference {
  readonly names: readonly string[];
  /** Index of the value: 0 is the newest. */
  readonly choice: number;
  readonly fallback: unknown;

  constructor(names: readonly string[], choice: number, fallback: unknown) {
    this.names = names;
    this.choice = choice;
    this.fallback = fallback;
  }

  /** Text for fast-check's report of a failing request. */
  [toStringMethod](): string {
    return `a known ${this.names.join(' or ')}, else ${JSON.stringify(this.fallback)}`;
  }
}

/** Values that the API has returned, by name. */
export class Seen {
  readonly #values = new Map<string, unknown[]>();
  readonly #secret: ReadonlySet<unknown>;

  /** @param secret values that no request may contain */
  constructor(secret: readonly unknown[] = []) {
    this.#secret = new Set(secret);
  }

  note(name: string, value: unknown): void {
    if (this.#secret.has(value)) return;
    const values = this.#values.get(name) ?? [];
    this.#values.set(name, values);
    if (values.includes(value)) return;
    values.push(value);
    if (values.length > MOST_OF_A_NAME) values.shift();
  }

  /** Stores every plain value of a response; ids under the name of their resource. */
  noteAll(path: string, reply: unknown): void {
    if (typeof reply !== 'object' || reply === null) return;
    const collection = collectionOf(path);
    if ('role' in reply && 'id' in reply) this.note(`id of ${reply.role}s`, reply.id);
    for (const [name, value] of Object.entries(reply)) {
      if (typeof value === 'object') this.noteAll(path, value);
      else this.note(name === 'id' ? `id of ${collection}` : name, value);
    }
  }

  /** Replaces all references in a value. */
  resolved(value: unknown): unknown {
    if (value instanceof Reference) {
      const known = value.names.map((name) => this.#values.get(name)).find((values) => values);
      return known ? known.at(-1 - (value.choice % known.length)) : value.fallback;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    const entries = Object.entries(value).map(([name, item]) => [name, this.resolved(item)]);
    return Object.fromEntries(entries);
  }
}

/** Names under which the API may have returned a value for a parameter or field. */
export function namesFor(name: string, path: string): readonly string[] {
  if (name === 'id') return [`id of ${collectionOf(path)}`];
  if (name === 'userId' || name === 'ownerId') return ['id of clients', 'id of users'];
  if (name.endsWith('Id')) return [`id of ${name.slice(0, -'Id'.length)}s`, name];
  if (name === 'after') return ['next'];
  if (name === 'if-match') return ['etag'];
  if (name === 'currentPassword') return ['password'];
  if (name === 'name' && path === '/api/session') return ['name to sign in with'];
  return [name];
}

/** `/api/devices/{id}/owner` is about devices. */
function collectionOf(path: string): string {
  return path.split('/')[2]!;
}
