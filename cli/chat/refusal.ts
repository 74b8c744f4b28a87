/** The platform did not do what it was asked; the message says why, in a sentence. */
export class ChatRefusal extends Error {
  override readonly name: string = 'ChatRefusal';
}

/** The API could not be asked, or can't answer now: later it may. */
export class ApiAway extends ChatRefusal {
  override readonly name = 'ApiAway';
}
