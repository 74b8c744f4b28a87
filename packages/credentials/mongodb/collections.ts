import type { ClientSession, Collection, Db, IndexDescription } from 'mongodb';
import type { KeyPair } from '../signing-keys.ts';
import type { Session } from '../token-verification.ts';

/** Default database if a URL names none. */
export const DATABASE = 'energy_credentials';

/** A user's password, by the user's id. */
export interface PasswordRecord {
  readonly _id: string;
  readonly hash: string;
  readonly mustChange: boolean;
  /** Expiry of a one-time password. */
  readonly expiresAt?: Date | null;
  /** True if a one-time password was used to sign in. */
  readonly isUsed?: boolean;
  /** Unrecorded changes of the password, oldest first. */
  readonly changes?: readonly ChangeRecord[];
  /** Number of sessions started with it. */
  readonly sessions?: number;
}

export interface ChangeRecord {
  readonly id: string;
  readonly reset: boolean;
  /** JSON, so that the context is read back unchanged, whatever the names of its fields. */
  readonly context: string;
  readonly keptAt: Date;
}

/** A session, by its id. Contains nothing that anybody could sign in with. */
export interface SessionRecord {
  readonly _id: string;
  readonly userId: string;
  readonly startedAt: Date;
  readonly refreshedAt: Date;
  readonly expiresAt: Date;
  /** Time at which the password was last given in the session; absent in records from before the field existed. */
  readonly provedAt?: Date;
}

/** The time at which a user last signed in, by the user's id. */
export interface SignInRecord {
  readonly _id: string;
  readonly at: Date;
}

/** Consecutive failed attempts to give a password, by account. */
export interface AttemptsRecord {
  readonly _id: string;
  readonly count: number;
  readonly lastAt: Date;
  /** Time at which the count of an unknown account is removed. */
  readonly expiresAt?: Date;
}

/** A secret, by its name. */
export interface SecretRecord {
  readonly _id: string;
  readonly value: string;
}

/** A refresh token, by its hash. May outlive its session. */
export interface TokenRecord {
  readonly _id: string;
  readonly sessionId: string;
  readonly usedAt?: Date;
  /** In base64url. */
  readonly salt?: string;
  /** Latest end of its session. */
  readonly expiresAt: Date;
}

/** A key pair, by its id. */
export interface KeyRecord {
  readonly _id: string;
  /** Place in the signing order, unique: of two keys created concurrently, only one is stored. */
  readonly number: number;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly createdAt: Date;
  readonly signsFrom: Date;
}

/** The public part of a key record. */
export type PublicKeyRecord = Omit<KeyRecord, 'privateKey'>;

/** The number in a name is the version of its shape. */
interface Collections {
  readonly passwords_1: PasswordRecord;
  readonly sessions_1: SessionRecord;
  readonly sign_ins_1: SignInRecord;
  readonly refresh_tokens_1: TokenRecord;
  readonly signing_keys_1: KeyRecord;
  readonly public_keys_1: PublicKeyRecord;
  readonly failed_attempts_1: AttemptsRecord;
  readonly secrets_1: SecretRecord;
}

/** MongoDB itself removes expired documents, within a minute or so. */
const EXPIRING: IndexDescription = {
  name: 'expiring',
  key: { expiresAt: 1 },
  expireAfterSeconds: 0,
};

const INDEXES: Readonly<Record<keyof Collections, readonly IndexDescription[]>> = {
  passwords_1: [{ name: 'changes', key: { 'changes.id': 1 }, sparse: true }],
  sessions_1: [{ name: 'by_user', key: { userId: 1, startedAt: -1 } }, EXPIRING],
  sign_ins_1: [],
  refresh_tokens_1: [EXPIRING],
  signing_keys_1: [{ name: 'in_order', key: { number: 1 }, unique: true }],
  public_keys_1: [{ name: 'in_order', key: { number: 1 }, unique: true }],
  failed_attempts_1: [EXPIRING],
  secrets_1: [],
};

const NAMESPACE_EXISTS = 48;

/** The collections of a credential store; calls run within the transaction, if there is one. */
export class CredentialCollections {
  readonly options: { readonly session?: ClientSession };
  readonly #db: Db;

  constructor(db: Db, session?: ClientSession) {
    this.#db = db;
    this.options = session ? { session } : {};
  }

  get passwords() {
    return this.#named('passwords_1');
  }

  get sessions() {
    return this.#named('sessions_1');
  }

  get signIns() {
    return this.#named('sign_ins_1');
  }

  get tokens() {
    return this.#named('refresh_tokens_1');
  }

  get signingKeys() {
    return this.#named('signing_keys_1');
  }

  get publicKeys() {
    return this.#named('public_keys_1');
  }

  get attempts() {
    return this.#named('failed_attempts_1');
  }

  get secrets() {
    return this.#named('secrets_1');
  }

  #named<Name extends keyof Collections>(name: Name): Collection<Collections[Name]> {
    return this.#db.collection(name);
  }
}

/** Creates every collection with its indexes: a transaction must not be the first to use one. */
export async function makeCollections(db: Db): Promise<void> {
  for (const [name, indexes] of Object.entries(INDEXES)) {
    if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
    else await makeCollection(db, name);
  }
}

async function makeCollection(db: Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
  }
}

export function sessionOf({ _id: id, userId, ...times }: SessionRecord): Session {
  const startedAt = times.startedAt.getTime();
  const refreshedAt = times.refreshedAt.getTime();
  return { id, userId, startedAt, refreshedAt, expiresAt: times.expiresAt.getTime() };
}

export function keyOf({ _id: id, privateKey, publicKey, ...times }: KeyRecord): KeyPair {
  const createdAt = times.createdAt.getTime();
  const signsFrom = times.signsFrom.getTime();
  return { id, privateKey, publicKey, createdAt, signsFrom };
}
