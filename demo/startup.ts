import { setTimeout as delay } from 'node:timers/promises';
import { type Person, RequestFailed, registerClient } from '@energy/testing/api';

const POLL_INTERVAL_MS = 200;
const STATUS_INTERVAL_MS = 15_000;
const PASSWORD_TIMEOUT_MS = 10_000;

/** A failure whose message says all that helps. */
export class DemoFailed extends Error {
  override name = 'DemoFailed';
}

/** Waits until the gateway is ready, and says every 15 s what is not ready and why. */
export async function waitUntilReady(
  readinessUrl: string,
  signal: AbortSignal,
  statusIntervalMs = STATUS_INTERVAL_MS,
): Promise<void> {
  let nextStatus = Date.now() + statusIntervalMs;
  for (;;) {
    const notReady = await findNotReady(readinessUrl);
    if (notReady === undefined) return;
    if (Date.now() >= nextStatus) {
      console.log(`The platform is not ready yet:\n${notReady}`);
      nextStatus = Date.now() + statusIntervalMs;
    }
    await delay(POLL_INTERVAL_MS, undefined, { signal });
  }
}

/** A line for each service that is not ready, with its reason; undefined where all are. */
async function findNotReady(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    if (response.ok) return undefined;
    return describe(await response.text());
  } catch {
    return '  gateway: does not answer yet';
  }
}

/** @param body of `/health/ready`, whose reasons can be such bodies of other services */
function describe(body: string): string {
  const { notReady } = JSON.parse(body) as { notReady: Record<string, string> };
  return Object.entries(notReady).flatMap(describeReason).join('\n');
}

function describeReason([name, reason]: [string, string]): string[] {
  try {
    const { notReady } = JSON.parse(reason) as { notReady: Record<string, string> };
    return Object.entries(notReady).map(([part, why]) => `  ${name}: ${part}: ${why}`);
  } catch {
    return [`  ${name}: ${reason}`];
  }
}

/** @throws DemoFailed where the engines hold a platform whose administrator has a password */
export async function waitForOneTimePassword(
  find: () => string | undefined,
  signal: AbortSignal,
  timeoutMs = PASSWORD_TIMEOUT_MS,
): Promise<string> {
  const timeout = Date.now() + timeoutMs;
  for (;;) {
    const password = find();
    if (password) return password;
    if (Date.now() >= timeout) {
      throw new DemoFailed(
        'These engines hold a platform already, whose administrator has chosen a password. ' +
          'Name empty engines, or leave out EVENT_STORE_URL, READ_MODEL_URL, BROKER_URL and ' +
          'CREDENTIALS_URL to use embedded ones.',
      );
    }
    await delay(POLL_INTERVAL_MS, undefined, { signal });
  }
}

/** Registers a client by the name, or by the next free one such as "Emma 2". */
export async function registerNewClient(administrator: Person, name: string): Promise<Person> {
  for (let number = 1; ; number++) {
    try {
      return await registerClient(administrator, number === 1 ? name : `${name} ${number}`);
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 409) throw error;
    }
  }
}
