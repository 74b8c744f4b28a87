/** What a command works with: the environment, and where it writes. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results: what another program may read. */
  out(text: string): void;
  /** What is said to the person besides. */
  say(text: string): void;
}
