import { dropDatabase, MONGODB_URL, urlOfATest } from '@energy/engines/mongodb/testing';
import { describe } from 'vitest';
import { openOwnershipStore } from '../open-ownership-store.ts';
import { describeOwnershipStore } from '../ownership-store.contract.ts';

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  describeOwnershipStore(
    'MongoDB',
    async () => {
      const url = urlOfATest();
      return { open: () => openOwnershipStore(url), remove: () => dropDatabase(url) };
    },
    { runs: 8 },
  );
});
