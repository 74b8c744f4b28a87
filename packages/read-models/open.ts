import { openByScheme } from '@energy/engines';
import { openMongoReadModels } from './mongodb/read-models.ts';
import type { ReadModels } from './read-models.ts';
import { openSqliteReadModels } from './sqlite/read-models.ts';

/**
 * Opens the read models at a URL: `sqlite:FILE` (embedded), or `mongodb://…` or `mongodb+srv://…`, in the database of
 * the URL or else in `energy`. An unavailable MongoDB is no error here: the connection is made at the first use.
 *
 * @throws InvalidEngineUrl for an unknown scheme or an invalid URL
 * @throws EngineUnavailable where an embedded database can't be opened
 */
export function openReadModels(url: string): ReadModels {
  return openByScheme<ReadModels>(url, {
    'sqlite:': openSqliteReadModels,
    'mongodb:': openMongoReadModels,
    'mongodb+srv:': openMongoReadModels,
  });
}
