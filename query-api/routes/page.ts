import { invalidParameters, type ProblemError } from '@energy/http';
import { InvalidCursor } from '@energy/read-models';
import { PAGE_AFTER, PAGE_LIMIT } from '../schemas/parameters.ts';

/**
 * Reads a page of a list.
 *
 * @throws ProblemError where the limit or the cursor is invalid
 */
export async function pageOf<Page>(limit: number, list: () => Promise<Page>): Promise<Page> {
  // Ajv accepts infinity within any bounds.
  if (!Number.isFinite(limit)) throw invalid('limit', `This number is not ${PAGE_LIMIT}.`);
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof InvalidCursor)) throw error;
    throw invalid('after', `This is not ${PAGE_AFTER}.`);
  }
}

function invalid(parameter: string, detail: string): ProblemError {
  return invalidParameters([{ in: 'query', parameter, detail }]);
}
