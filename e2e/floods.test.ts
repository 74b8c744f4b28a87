import { medianTime } from '@energy/testing';
import { type Person, registerClient } from '@energy/testing/api';
import { type ServicesBehindGateway, TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FLOOD = 300;
const SAMPLES = 20;
/** Maximum ratio of other callers' median request duration during the flood to that in the quiet case. */
const MAX_SLOWDOWN = 10;

let platform: TestPlatform;
let services: ServicesBehindGateway;
let client: Person;

beforeAll(async () => {
  platform = TestPlatform.open();
  services = await platform.startBehindGateway();
  client = await registerClient(services.administrator, 'Ada');
}, 90_000);

afterAll(async () => {
  services?.projector.signal('SIGCONT');
  await platform?.close();
});

/** Position of a command that no projector projects. */
async function unprojectedPosition(): Promise<string> {
  services.projector.signal('SIGSTOP');
  const user = { name: 'Grace', role: 'client' };
  return (await services.administrator.api.request('POST', '/users', user)).position!;
}

describe('300 queries of one client at the same time', () => {
  it.each([
    ['beyond the store’s end', async (): Promise<string> => '9999999999999999', [400]],
    ['that is not projected', unprojectedPosition, [429, 503]],
  ] as const)('with a position %s do not slow others down', async (_case, positionOf, statuses) => {
    const position = await positionOf();
    const ofOthers = () => services.administrator.api.request('GET', '/devices');
    await medianTime(SAMPLES, ofOthers);
    const quiet = await medianTime(SAMPLES, ofOthers);
    const flood = Array.from({ length: FLOOD }, async (): Promise<number> => {
      const response = await client.api.send('GET', '/devices', undefined, position);
      await response.arrayBuffer();
      return response.status;
    });
    const flooded = await medianTime(SAMPLES, ofOthers);
    expect(new Set(await Promise.all(flood))).toEqual(new Set(statuses));
    expect(flooded / quiet).toBeLessThan(MAX_SLOWDOWN);
  });
});
