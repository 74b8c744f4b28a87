import { dropDatabase, MONGODB_URL, urlOfATest } from '@energy/engines/mongodb/testing';
import { describe } from 'vitest';
import { openReadModels } from '../open.ts';
import { describeReadModels } from '../read-models.contract.ts';

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  describeReadModels('MongoDB', async () => {
    const url = urlOfATest();
    return { open: () => openReadModels(url), remove: () => dropDatabase(url) };
  });
});
