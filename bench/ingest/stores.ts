import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';

/** Where each of the things that are measured keeps its totals. */
export interface Stores {
  readonly engine: 'sqlite' | 'mongodb';
  /** A store of its own for what has this name. */
  url(name: string): string;
  remove(): Promise<void>;
}

/** Files in the folder, or else databases of the MongoDB that a URL names, which are removed at the end. */
export function storesFor(readModelUrl: string | undefined, folder: string): Stores {
  if (!readModelUrl?.startsWith('mongodb')) {
    const url = (name: string) => `sqlite:${folder}/${name}.db`;
    return { engine: 'sqlite', url, async remove() {} };
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
    async remove() {
      for (const url of used) {
        const client = new MongoClient(url);
        await client.db().dropDatabase();
        await client.close();
      }
    },
  };
}

/** Several hosts in one URL are nothing that URL itself knows. */
function withDatabase(url: string, database: string): string {
  return url.replace(/^([a-z+]+:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${database}`);
}
