import type { MongoConnection } from '@energy/engines/mongodb';
import type { SigningKey } from '../credential-store.ts';
import { type KeyPair, newKeyPair, outdatedAt, signingAt } from '../signing-keys.ts';
import { CredentialCollections, keyOf } from './collections.ts';

/** The key that signs now; where there is none yet, it is made. */
export async function signingKeyAt(connection: MongoConnection, now: number): Promise<SigningKey> {
  const keys = await connection.use((db) => keysOf(new CredentialCollections(db)));
  const key =
    signingAt(keys, now) ??
    (await connection.transact((db, session) => {
      return firstKey(new CredentialCollections(db, session), now);
    }));
  return { id: key.id, privateKey: key.privateKey };
}

/** Makes the next key where the newest is old enough, within the caller's transaction. */
export async function rotateKeys(
  store: CredentialCollections,
  olderThanMs: number,
  now: number,
): Promise<void> {
  const keys = await keysOf(store);
  const outdated = { _id: { $in: outdatedAt(keys, now).map(({ id }) => id) } };
  await store.signingKeys.deleteMany(outdated, store.options);
  await store.publicKeys.deleteMany(outdated, store.options);
  const newest = keys.at(-1);
  if (!newest || newest.createdAt + olderThanMs <= now) await insertKey(store, keys, now);
}

/** All keys, in the order in which they sign. */
async function keysOf({ signingKeys, options }: CredentialCollections): Promise<NumberedKey[]> {
  const stored = await signingKeys.find({}, options).sort({ number: 1 }).toArray();
  return stored.map((record) => ({ ...keyOf(record), number: record.number }));
}

async function firstKey(store: CredentialCollections, now: number): Promise<KeyPair> {
  const [first] = await keysOf(store); // another process may have been faster
  return first ?? insertKey(store, [], now);
}

interface NumberedKey extends KeyPair {
  readonly number: number;
}

/** Of two that insert a key after the same ones, one finds its number taken, and begins again. */
async function insertKey(
  { signingKeys, publicKeys, options }: CredentialCollections,
  keys: readonly NumberedKey[],
  now: number,
): Promise<KeyPair> {
  const key = newKeyPair(keys, now);
  const number = (keys.at(-1)?.number ?? 0) + 1;
  const createdAt = new Date(key.createdAt);
  const signsFrom = new Date(key.signsFrom);
  const record = { _id: key.id, number, publicKey: key.publicKey, createdAt, signsFrom };
  await signingKeys.insertOne({ ...record, privateKey: key.privateKey }, options);
  await publicKeys.insertOne(record, options);
  return key;
}
