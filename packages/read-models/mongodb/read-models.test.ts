import { dropDatabase, MONGODB_URL, urlOfATest, withClient } from '@energy/engines/mongodb/testing';
import { describe } from 'vitest';
import { openReadModels } from '../open.ts';
import { describeReadModels } from '../read-models.contract.ts';

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  describeReadModels('MongoDB', async () => {
    const url = urlOfATest();
    return {
      open: () => openReadModels(url),
      spoilTotals: () =>
        withClient(url, async (db) => {
          await db.collection('hourly_consumption_2').updateMany({}, { $inc: { total: 1n } });
        }),
      remove: () => dropDatabase(url),
    };
  });
});
