import { openByScheme } from '@energy/engines';
import { openMongoReadModels } from './mongodb/read-models.ts';
import type { ReadModels } from './read-models.ts';
import { openSqliteReadModels } from './sqlite/read-models.ts';

/**
 * Opens the read models that a URL names: `sqlite:FILE` for the embedded ones, `mongodb://…` or
 * `mongodb+srv://…` for those in a MongoDB, in the database that it names or else in `energy`. A MongoDB
 * that is away is no error here: it is connected to when it comes.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 * @throws EngineUnavailable where an embedded database can't be opened
 */
export function openReadModels(url: string): ReadModels {
  return openByScheme<ReadModels>(url, {
    'sqlite:': openSqliteReadModels,
    'mongodb:': openMongoReadModels,
    'mongodb+srv:': openMongoReadModels,
  });
}
