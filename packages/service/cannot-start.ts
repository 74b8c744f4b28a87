/**
 * A process can't start as it was asked to, and whoever asked can put that right: `message` says what
 * is wrong and what would do. It ends the process with exit code 2 and no stack trace.
 */
export class CannotStart extends Error {
  override readonly name: string = 'CannotStart';
}
