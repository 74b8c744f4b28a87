/** The part of the browser's storage that is used. */
export type KeyValueStorage = Pick<
  Storage,
  'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'
>;

/** Stores unfinished messages on this device until they are sent or the person signs out. */
export class Drafts {
  readonly #storage: KeyValueStorage;
  readonly #prefix: string;

  constructor(storage: KeyValueStorage, userId: string) {
    this.#storage = storage;
    this.#prefix = `energy:chat-draft:${userId}:`;
  }

  get(clientId: string): string {
    return this.#storage.getItem(this.#prefix + clientId) ?? '';
  }

  set(clientId: string, text: string): void {
    try {
      if (text === '') this.#storage.removeItem(this.#prefix + clientId);
      else this.#storage.setItem(this.#prefix + clientId, text);
    } catch {
      // The storage is full: the draft lasts as long as the page.
    }
  }

  /** Removes every draft, so that the next person on this device cannot see them. */
  clear(): void {
    const { length } = this.#storage;
    const keys = Array.from({ length }, (_, index) => this.#storage.key(index) ?? '');
    for (const key of keys) if (key.startsWith(this.#prefix)) this.#storage.removeItem(key);
  }
}
