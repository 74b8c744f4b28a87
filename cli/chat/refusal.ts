/** The platform refused a request; the message says why, in a sentence. */
export class ChatRefusal extends Error {
  override readonly name: string = 'ChatRefusal';
  /** Whether what the request named does not exist. */
  readonly isNotFound: boolean;

  constructor(message: string, { isNotFound = false }: { readonly isNotFound?: boolean } = {}) {
    super(message);
    this.isNotFound = isNotFound;
  }
}

/** The API did not answer, or cannot answer now; a later request may succeed. */
export class ApiAway extends ChatRefusal {
  override readonly name = 'ApiAway';
}
