import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import type { UserRole } from '@energy/domain';
import { SignIn } from '@energy/http/testing';

/** Sessions in a credential store, and tokens of them; without the hashing of passwords. */
export class Sessions {
  readonly #credentials: CredentialStore;
  readonly #signIn = new SignIn();
  readonly #kid: string;
  readonly #key: KeyObject;

  private constructor(credentials: CredentialStore, kid: string, key: KeyObject) {
    this.#credentials = credentials;
    this.#kid = kid;
    this.#key = key;
  }

  static async open(url: string): Promise<Sessions> {
    const credentials = openCredentialStore(url);
    const { id, privateKey } = await credentials.signingKey();
    return new Sessions(credentials, id, createPrivateKey(privateKey));
  }

  /** Signs a user in; resolves to the token. */
  async begin(userId: string, role: UserRole): Promise<string> {
    const hash = randomUUID();
    await this.#credentials.setPassword(userId, { hash, mustChange: false });
    const { session } = (await this.#credentials.startSession(userId, hash))!;
    const key = this.#key;
    const header = { kid: this.#kid };
    const claims = { sid: session.id };
    return this.#signIn.token(role, { userId, key, header, claims });
  }

  close(): Promise<void> {
    return this.#credentials.close();
  }
}
