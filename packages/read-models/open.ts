import { schemeOf } from '@energy/engines';
import type { ReadModels } from './read-models.ts';
import { openSqliteReadModels } from './sqlite/read-models.ts';

/**
 * Opens the read models that a URL names: `sqlite:FILE`.
 *
 * @throws RangeError where no adapter knows the scheme
 * @throws EngineUnavailable where an embedded database can't be opened
 */
export function openReadModels(url: string): ReadModels {
  schemeOf(url, ['sqlite:']);
  return openSqliteReadModels(url);
}
