import { errorMessage, type NotReady } from '@energy/service';

const TIMEOUT_MS = 2_000;

/** URLs of the APIs that the gateway requires, by name. */
export type Apis = Readonly<Record<string, string>>;

/** Finds the APIs that are not ready now, with the reasons. */
export async function findNotReady(apis: Apis): Promise<NotReady> {
  const notReady: Record<string, string> = {};
  await Promise.all(
    Object.entries(apis).map(async ([name, url]) => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await fetch(`${url}/health/ready`, { signal }).catch(errorMessage);
      if (typeof answer === 'string') notReady[name] = answer;
      else if (!answer.ok) notReady[name] = await answer.text();
    }),
  );
  return notReady;
}
