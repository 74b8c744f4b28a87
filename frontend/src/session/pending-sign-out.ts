/** A tab that closes while it signs out never says how that ended. */
const MAX_WAIT_MS = 10_000;

/**
 * A sign-out, in this tab or in another, that the server has not answered yet. The server may close this tab's
 * connections before the tab knows why, so requests of the session wait for the outcome instead of being refused.
 */
export class PendingSignOut {
  #outcome: Promise<boolean> | undefined;
  #resolve: ((isSignedOut: boolean) => void) | undefined;

  /** Resolves to whether the person is signed out; undefined where no sign-out is pending. */
  get outcome(): Promise<boolean> | undefined {
    return this.#outcome;
  }

  begin(): void {
    this.#outcome ??= new Promise((resolve) => {
      const giveUp = setTimeout(() => this.settle(false), MAX_WAIT_MS);
      this.#resolve = (isSignedOut) => {
        clearTimeout(giveUp);
        resolve(isSignedOut);
      };
    });
  }

  settle(isSignedOut: boolean): void {
    this.#resolve?.(isSignedOut);
    this.#resolve = undefined;
    this.#outcome = undefined;
  }
}
