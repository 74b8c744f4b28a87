import { MongoConnection } from '@energy/engines/mongodb';
import { dropDatabase, MONGODB_URL, urlOfATest, withClient } from '@energy/engines/mongodb/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALERT_INBOX_ATTRIBUTES, type AlertInbox } from '../alert-inboxes.ts';
import { openReadModels } from '../open.ts';
import { ProjectedCollection } from './projected-collection.ts';

const inbox = (through: number): AlertInbox => ({ id: 'ada', through, revision: through });

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  let url: string;
  beforeEach(() => {
    url = urlOfATest();
  });
  afterEach(() => dropDatabase(url));

  it('a process with a new shape fills its own rows, and one with the old shape continues with its own', async () => {
    const old = openReadModels(url);
    await old.alertInboxes.store([inbox(5)], '05');
    const connection = new MongoConnection({ url, database: 'energy' });
    const young = new ProjectedCollection<AlertInbox>(connection, {
      name: 'alert_inboxes_9',
      attributes: ALERT_INBOX_ATTRIBUTES,
      indexes: [],
    });
    expect(await young.position()).toBeUndefined();
    await young.store([inbox(2)], '02');
    await old.alertInboxes.store([inbox(6)], '06');
    const built = await young.generations.build();
    await built.store([inbox(3)], '03');
    expect(await young.generations.swapIn(built)).toBe(true);
    await young.generations.removeOthers();
    expect(await young.find('ada')).toEqual(inbox(3));
    await old.alertInboxes.store([inbox(7)], '07');
    expect(await old.alertInboxes.find('ada')).toEqual(inbox(7));
    expect([await old.alertInboxes.position(), await young.position()]).toEqual(['07', '03']);
    await Promise.all([old.close(), connection.close()]);
  });

  it('leaves nothing of a removed generation', async () => {
    const models = openReadModels(url);
    for (let round = 0; round < 2; round++) {
      const built = await models.devices.generations.build();
      await built.store([], '05');
      await models.devices.generations.swapIn(built);
      await models.devices.generations.removeOthers();
    }
    await models.close();
    // Nor does a later start create it again.
    const later = openReadModels(url);
    expect(await later.devices.position()).toBe('05');
    await later.close();
    const names = await withClient(url, (db) => db.listCollections().toArray());
    const ofDevices = names.map(({ name }) => name).filter((name) => name.startsWith('devices_'));
    expect(ofDevices).toEqual(['devices_4_g2']);
    const indexes = await withClient(url, (db) => db.collection('devices_4_g2').indexes());
    expect(indexes).toHaveLength(8);
  });
});
