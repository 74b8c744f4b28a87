import { dropDatabase, MONGODB_URL, urlOfATest, withClient } from '@energy/engines/mongodb/testing';
import { describe } from 'vitest';
import { Operator } from '../testing/operator.ts';
import { rebuildsThatAreKilled } from './killed-rebuilds.contract.ts';

const HOURS = 5_000;
const READINGS_OF_AN_HOUR = 6;

describe.skipIf(!MONGODB_URL)('a rebuild in MongoDB that is killed again and again', () => {
  rebuildsThatAreKilled(() => {
    const operator = new Operator();
    const url = urlOfATest();
    operator.environment.READ_MODEL_URL = url;
    return {
      operator,
      devices: 1_000,
      hours: HOURS,
      fillHours: () =>
        operator.withReadModels(async ({ consumption }) => {
          const readings = Array.from({ length: HOURS }, (_, number) => operator.readingOf(number));
          await consumption.record(
            readings.flatMap((reading) =>
              Array.from({ length: READINGS_OF_AN_HOUR }, (_, index) => ({
                ...reading,
                at: reading.at + index * 600_000,
              })),
            ),
          );
        }),
      spoilTotals: () =>
        withClient(url, async (db) => {
          await db.collection('hourly_consumption_2').updateMany({}, { $inc: { total: 1n } });
        }),
      async leave() {
        operator.leave();
        await dropDatabase(url);
      },
    };
  });
});
