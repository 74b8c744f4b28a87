import { dropDatabase, MONGODB_URL, urlOfATest } from '@energy/engines/mongodb/testing';
import { startEventStoreDbStandIn } from '@energy/event-store/testing';
import { type Engines, TestPlatform } from '@energy/testing/platform';
import { describe, it } from 'vitest';
import { behavesAsOne } from './two-of-each.ts';

const brokerUrl = process.env.RABBITMQ_URL;

if (MONGODB_URL && !brokerUrl) {
  console.warn(
    'The platform is tried on MongoDB with the embedded broker: RABBITMQ_URL is not set.',
  );
}

describe.skipIf(!MONGODB_URL)('the platform on engines that machines share', () => {
  it('behaves as one where every service runs twice', { timeout: 180_000 }, async () => {
    const eventStore = await startEventStoreDbStandIn();
    const readModels = urlOfATest();
    const credentials = urlOfATest();
    const engines: Partial<Engines> = {
      EVENT_STORE_URL: eventStore.url,
      READ_MODEL_URL: readModels,
      CREDENTIALS_URL: credentials,
      ...(brokerUrl && { BROKER_URL: brokerUrl }),
    };
    const platform = TestPlatform.open(engines);
    try {
      await behavesAsOne(platform);
    } finally {
      await platform.close();
      eventStore.stop();
      await Promise.all([readModels, credentials].map(dropDatabase));
    }
  });
});
