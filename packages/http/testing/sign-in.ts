import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { ACCESS_TOKEN_LIFETIME_MS } from '@energy/credentials';
import type { KnownSessions } from '../access/known-sessions.ts';
import { type Role, TOKEN_AUDIENCE, TOKEN_ISSUER, type TokenClaims } from '../access/token.ts';

/** The properties of a token that a test chooses. */
export interface TokenSettings {
  readonly userId?: string;
  readonly mustChangePassword?: true;
  /** When it was issued, in milliseconds since 1970. */
  readonly issuedAt?: number;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: KeyObject;
}

/** Sessions and signed tokens without a credential store, for the tests of an API. */
export class SignIn implements KnownSessions {
  readonly keyId: string = randomUUID();
  readonly #keys = generateKeyPairSync('ed25519');
  readonly #ended = new Set<string>();

  async publicKey(keyId: string): Promise<string | undefined> {
    if (keyId !== this.keyId) return undefined;
    return this.#keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  async isLive(sessionId: string): Promise<boolean> {
    return !this.#ended.has(sessionId);
  }

  async liveAmong(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(sessionIds).difference(this.#ended);
  }

  /** Ends the session of a token. */
  end(token: string): void {
    const claims = Buffer.from(token.split('.')[1]!, 'base64url').toString();
    this.#ended.add((JSON.parse(claims) as TokenClaims).sid);
  }

  /** An access token, as signing in issues it. */
  token(role: Role, settings: TokenSettings = {}): string {
    const { userId = randomUUID(), mustChangePassword, issuedAt = Date.now() } = settings;
    const iat = Math.floor(issuedAt / 1_000);
    const exp = iat + ACCESS_TOKEN_LIFETIME_MS / 1_000;
    const session: TokenClaims = {
      sub: userId,
      role,
      sid: randomUUID(),
      ...(mustChangePassword && { mustChangePassword }),
    };
    const claims = { ...session, iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, iat, exp };
    const header = { alg: 'EdDSA', typ: 'JWT', kid: this.keyId, ...settings.header };
    const signed = [header, { ...claims, ...settings.claims }].map(encoded).join('.');
    const key = settings.key ?? this.#keys.privateKey;
    return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
  }

  /** The header that carries a token. */
  bearer(role: Role, settings: TokenSettings = {}): { authorization: string } {
    return { authorization: `Bearer ${this.token(role, settings)}` };
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
