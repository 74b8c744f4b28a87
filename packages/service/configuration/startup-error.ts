/**
 * A process can't start as it is configured. `message` says what is wrong and how to fix it. It ends the
 * process with exit code 2 and without a stack trace.
 */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';
}
