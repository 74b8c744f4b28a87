import { dropDatabase, MONGODB_URL, urlOfATest } from '@energy/engines/mongodb/testing';
import { describe } from 'vitest';
import { describeKilledRecorders } from '../killed-recorders.contract.ts';

describe.skipIf(!MONGODB_URL)('recording in MongoDB', () => {
  describeKilledRecorders(() => {
    const url = urlOfATest();
    return { url, remove: () => dropDatabase(url) };
  });
});
