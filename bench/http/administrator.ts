import { randomBytes } from 'node:crypto';
import type { RunningService } from './service.ts';

/** Signs in at a new command-api as its first administrator; resolves to the headers of what is asked then. */
export async function signInAdministrator(
  commandApi: RunningService,
): Promise<Record<string, string>> {
  const current = await oneTimePassword(commandApi);
  const credentials = { name: 'administrator', password: current, delivery: 'body' };
  const begun = await ask(`${commandApi.url}/api/session`, 'POST', credentials, {});
  const newPassword = randomBytes(12).toString('base64url');
  const change = { currentPassword: current, newPassword, delivery: 'body' };
  const { authorization } = await ask(
    `${commandApi.url}/api/session/password`,
    'PUT',
    change,
    begun,
  );
  return { authorization, 'content-type': 'application/json' };
}

async function oneTimePassword({ output }: RunningService): Promise<string> {
  for (;;) {
    const told = /one-time password\s+(\S+)/.exec(output())?.[1];
    if (told) return told;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ask(url: string, method: string, body: object, headers: Record<string, string>) {
  const answer = await fetch(url, {
    method,
    body: JSON.stringify(body),
    headers: { ...headers, 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return { authorization: `Bearer ${accessToken}` };
}
