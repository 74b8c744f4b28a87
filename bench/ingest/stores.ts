import { randomUUID } from 'node:crypto';
import { openDatabase } from '@energy/engines';
import { MongoClient } from 'mongodb';

/** The stores that a bench writes: one for each baseline, and one for the product. */
export interface Stores {
  readonly engine: 'sqlite' | 'mongodb';
  url(name: string): string;
  /** Bytes in use of a store that nobody has open, with its indexes; `undefined` where the engine does not say. */
  bytes(name: string): number | undefined;
  remove(): Promise<void>;
}

/** Makes files in the folder, or else databases in the MongoDB that a URL names; `remove` drops these. */
export function storesFor(readModelUrl: string | undefined, folder: string): Stores {
  if (!readModelUrl?.startsWith('mongodb')) {
    const url = (name: string) => `sqlite:${folder}/${name}.db`;
    return { engine: 'sqlite', url, bytes: (name) => bytesInUse(url(name)), async remove() {} };
  }
  const run = `bench-${randomUUID().slice(0, 8)}`;
  const used = new Set<string>();
  return {
    engine: 'mongodb',
    url: (name) => {
      const url = withDatabase(readModelUrl, `${run}-${name}`);
      used.add(url);
      return url;
    },
    bytes: () => undefined,
    async remove() {
      for (const url of used) {
        const client = new MongoClient(url);
        await client.db().dropDatabase();
        await client.close();
      }
    },
  };
}

function bytesInUse(url: string): number {
  const db = openDatabase(url, { contents: 'read models', schema: '' });
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const { bytes } = db
    .prepare(`
      SELECT (page_count - freelist_count) * page_size AS bytes
      FROM pragma_page_count, pragma_freelist_count, pragma_page_size`)
    .get()!;
  db.close();
  return bytes as number;
}

/** Several hosts in one URL are nothing that URL itself knows. */
function withDatabase(url: string, database: string): string {
  return url.replace(/^([a-z+]+:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${database}`);
}
