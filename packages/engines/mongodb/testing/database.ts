import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { vi } from 'vitest';
import { expectNoEmptyOperators } from './empty-operators.ts';

/** The MongoDB that tests may use. */
export const MONGODB_URL = process.env.MONGODB_URL;

if (!MONGODB_URL) {
  console.warn(
    'The MongoDB tests are SKIPPED: set MONGODB_URL, for example to mongodb://127.0.0.1:27017',
  );
}

// A substitute for MongoDB can take a millisecond for each write, and longer on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

// Servers before 5.0 refuse an update with an operator that has no fields.
expectNoEmptyOperators();

/** The URL of a database that a test has for itself. */
export function urlOfATest(): string {
  const url = new URL(MONGODB_URL!);
  url.pathname = `/test-${randomUUID().slice(0, 8)}`;
  url.searchParams.set('monitorCommands', 'true');
  return url.href;
}

/**
 * Runs `work` with a plain client on the database that a URL names. It writes to a majority, whatever
 * the server's default is, so that the majority reads that follow see what it wrote.
 */
export async function withClient<T>(
  url: string,
  work: (db: ReturnType<MongoClient['db']>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(url, { useBigInt64: true, writeConcern: { w: 'majority' } });
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

export async function dropDatabase(url: string): Promise<void> {
  await withClient(url, (db) => db.dropDatabase());
}

/** The URL of a server behind a proxy, without discovery of other addresses. */
export function throughProxy(
  proxy: { readonly url: string },
  options: Readonly<Record<string, string | number>> = {},
): string {
  const url = new URL(proxy.url);
  for (const [name, value] of Object.entries({ directConnection: 'true', ...options })) {
    url.searchParams.set(name, String(value));
  }
  return url.href;
}
