/** The platform refused a request; the message says why, in a sentence. */
export class ChatRefusal extends Error {
  override readonly name: string = 'ChatRefusal';
  /** True if the request named something that does not exist. */
  readonly isNotFound: boolean;

  constructor(message: string, { isNotFound = false }: { readonly isNotFound?: boolean } = {}) {
    super(message);
    this.isNotFound = isNotFound;
  }
}

/** The API is unavailable; a later request may succeed. */
export class ApiAway extends ChatRefusal {
  override readonly name = 'ApiAway';
}
