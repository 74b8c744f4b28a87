import { Api, signInAdministrator } from '@energy/testing/api';
import { oneTimePassword } from '@energy/testing/platform';
import type { RunningService } from './service.ts';

/** Signs in as the first administrator of a new command-api; resolves to the headers of later requests. */
export async function administratorHeaders(
  commandApi: RunningService,
): Promise<Record<string, string>> {
  const password = await oneTimePassword(commandApi.process);
  const { api } = await signInAdministrator(new Api(`${commandApi.url}/api`), password);
  return { authorization: api.authorization, 'content-type': 'application/json' };
}
