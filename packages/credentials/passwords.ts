import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { EngineUnavailable } from '@energy/engines';
import pLimit from 'p-limit';
import type { StoredPassword } from './credential-store.ts';

const argon2id = promisify(argon2).bind(undefined, 'argon2id');

/** The cost of computing a hash. */
export interface HashCost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Minimum for argon2id in OWASP's Password Storage Cheat Sheet. */
export const HASH_COST: HashCost = { memory: 19 * 1024, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** Node.js computes hashes on its four worker threads, which files and DNS use as well. */
const HASH_CONCURRENCY = Math.min(availableParallelism(), 3);
const MAX_WAITING_HASHES = 100;

/** The PHC string of an argon2id hash (version 19, that is 1.3 of RFC 9106). */
const ENCODED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

interface EncodedHash {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/**
 * Hashes passwords with argon2id (RFC 9106), beside the event loop and a few at a time: each takes
 * as much memory as its cost says.
 *
 * All methods throw EngineUnavailable if too many passwords are waiting.
 */
export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #limit = pLimit(HASH_CONCURRENCY);

  constructor(cost: HashCost = HASH_COST) {
    this.#cost = cost;
  }

  /** Hashes a password with a new salt; returns hash, salt and cost as a PHC string. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return encode({ cost: this.#cost, salt, tag: await this.#tag(password, this.#cost, salt) });
  }

  /** Tests whether a hash is of this password. Takes the same time for both results. */
  async verify(password: string, hash: string): Promise<boolean> {
    const { cost, salt, tag } = decode(hash);
    return timingSafeEqual(await this.#tag(password, cost, salt, tag.length), tag);
  }

  /** Takes as long as `verify`, for an unknown user. */
  async verifyNothing(password: string): Promise<false> {
    await this.#tag(password, this.#cost, Buffer.alloc(SALT_BYTES));
    return false;
  }

  /** True if a hash has another cost than new ones: it should be renewed. */
  isOutdated(hash: string): boolean {
    const { memory, passes, parallelism } = decode(hash).cost;
    const cost = this.#cost;
    return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism;
  }

  #tag(
    password: string,
    cost: HashCost,
    salt: Uint8Array,
    tagLength = TAG_BYTES,
  ): Promise<Uint8Array> {
    const message = normalisePassword(password);
    return this.#limited(() => argon2id({ message, nonce: salt, tagLength, ...cost }));
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    const { activeCount, pendingCount } = this.#limit;
    if (activeCount + pendingCount >= HASH_CONCURRENCY + MAX_WAITING_HASHES) {
      throw new EngineUnavailable('too many people are signing in at once; try again later');
    }
    return this.#limit(work);
  }
}

/** Brings a password into one Unicode form, whatever the keyboard (NIST SP 800-63B-4, section 3.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Default validity of a one-time password. */
export const ONE_TIME_PASSWORD_LIFETIME_MS = 72 * 3_600_000;

/** True for a one-time password that was used or has expired. */
export function isSpent(
  { mustChange, expiresAt, isUsed = false }: StoredPassword,
  now: number,
): boolean {
  return mustChange && (isUsed || (expiresAt !== undefined && expiresAt <= now));
}

/** Letters and digits without those that look alike. */
const READABLE = '23456789abcdefghjkmnpqrstuvwxyz';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/**
 * Generates a password for one sign-in that is easy to read and type: 99 random bits in four groups, such as
 * `k7m2p-x9q4r-hd3wn-8tz6c`.
 */
export function oneTimePassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => READABLE[randomInt(READABLE.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

function encode({ cost, salt, tag }: { cost: HashCost; salt: Buffer; tag: Uint8Array }): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

function decode(hash: string): EncodedHash {
  const [, memory, passes, parallelism, salt = '', tag = ''] = ENCODED.exec(hash) ?? [];
  if (!tag) throw new Error('a stored password hash is no PHC string of argon2id');
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
