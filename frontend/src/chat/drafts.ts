/** As much of the browser's storage as is used. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** What somebody has begun to write, kept on this device until it is sent or they sign out. */
export class Drafts {
  readonly #storage: KeyValues;
  readonly #prefix: string;

  constructor(storage: KeyValues, userId: string) {
    this.#storage = storage;
    this.#prefix = `energy:chat-draft:${userId}:`;
  }

  of(clientId: string): string {
    return this.#storage.getItem(this.#prefix + clientId) ?? '';
  }

  keep(clientId: string, text: string): void {
    try {
      if (text === '') this.#storage.removeItem(this.#prefix + clientId);
      else this.#storage.setItem(this.#prefix + clientId, text);
    } catch {
      // A browser without room for it: what is typed is there as long as the page is.
    }
  }

  /** Whoever uses this device next is not to see them. */
  forgetAll(): void {
    const { length } = this.#storage;
    const keys = Array.from({ length }, (_, index) => this.#storage.key(index) ?? '');
    for (const key of keys) if (key.startsWith(this.#prefix)) this.#storage.removeItem(key);
  }
}
