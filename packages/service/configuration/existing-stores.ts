import path from 'node:path';
import { openDatabaseToRead, sqliteFile, translateSqliteErrors } from '@energy/engines';
import { StartupError } from './startup-error.ts';

/** Each variable's store, and a table that every embedded store of that kind has. */
const STORES = {
  EVENT_STORE_URL: { name: 'event store', table: 'events' },
  READ_MODEL_URL: { name: 'read models', table: 'checkpoints' },
  BROKER_URL: { name: 'broker', table: 'dead_letters' },
  CREDENTIALS_URL: { name: 'credential store', table: 'passwords' },
} as const;

/** The variables that name the platform's stores. */
export type StoreVariable = keyof typeof STORES;

/** A command needs an embedded store that does not exist. The message names the file, the variable and the remedy. */
export class StoreMissing extends StartupError {
  override readonly name = 'StoreMissing';
}

/**
 * Requires that the embedded store of a URL exists. Opening a store makes it, so that a command in the
 * wrong folder, or with a mistyped URL, would succeed on an empty store of its own. Servers need no check.
 *
 * @param isDefault whether the URL is the default of its variable
 * @throws StoreMissing if the file does not exist or holds something else
 * @throws EngineUnavailable if the file is damaged or can't be read
 */
export function requireEmbeddedStore(
  variable: StoreVariable,
  url: string,
  isDefault: boolean,
): void {
  if (!url.startsWith('sqlite:')) return;
  const { name, table } = STORES[variable];
  const problem = storeProblem(url, { name, table });
  if (!problem) return;
  const source = isDefault
    ? `${variable} is not set; its default is ${url}, relative to the current folder`
    : `${variable} is ${url}`;
  throw new StoreMissing(
    `${path.resolve(sqliteFile(url))} ${problem} (${name}; ${source}).\n` +
      `Run this in the platform's folder, or set ${variable} as it is set for the platform.`,
  );
}

function storeProblem(
  url: string,
  { name, table }: { readonly name: string; readonly table: string },
): string | undefined {
  const db = openDatabaseToRead(url, { contents: name });
  if (!db) return 'does not exist';
  try {
    const tables = translateSqliteErrors(db, () =>
      db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table),
    );
    return tables ? undefined : `has no table "${table}"`;
  } finally {
    db.close();
  }
}
