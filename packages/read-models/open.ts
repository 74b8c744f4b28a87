import { schemeOf } from '@energy/engines';
import { openMongoReadModels } from './mongodb/read-models.ts';
import type { ReadModels } from './read-models.ts';
import { openSqliteReadModels } from './sqlite/read-models.ts';

/**
 * Opens the read models that a URL names: `sqlite:FILE` for the embedded ones, `mongodb://…` or
 * `mongodb+srv://…` for those in a MongoDB, in the database that it names or else in `energy`. A MongoDB
 * that is away is no error here: it is connected to when it comes.
 *
 * @throws RangeError where no adapter knows the scheme, TypeError for a broken URL
 * @throws EngineUnavailable where an embedded database can't be opened
 */
export function openReadModels(url: string): ReadModels {
  switch (schemeOf(url, ['sqlite:', 'mongodb:', 'mongodb+srv:'])) {
    case 'sqlite:':
      return openSqliteReadModels(url);
    case 'mongodb:':
    case 'mongodb+srv:':
      return openMongoReadModels(url);
  }
}
