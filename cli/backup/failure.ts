/** A backup could not be made, or is not whole; the message says why, in a sentence. */
export class BackupFailure extends Error {
  override readonly name = 'BackupFailure';
}
