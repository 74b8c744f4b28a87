import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { expect, it } from 'vitest';
import { openReadModels } from '../open.ts';
import { describeReadModels } from '../read-models.contract.ts';
import { spoilDays, spoilTotals } from '../testing/hours.ts';

describeReadModels('SQLite', async () => {
  const folder = temporaryFolder('read-models');
  const file = path.join(folder, 'read-models.db');
  return {
    open: () => openReadModels(`sqlite:${file}`),
    spoilTotals: () => spoilTotals(`sqlite:${file}`),
    spoilDays: () => spoilDays(`sqlite:${file}`),
    remove: () => rm(folder, { recursive: true }),
  };
});

it('a file with an older shape of devices is filled again from the beginning', async () => {
  const folder = temporaryFolder('read-models');
  const file = path.join(folder, 'read-models.db');
  const old = new DatabaseSync(file);
  old.exec(`
    CREATE TABLE devices (id TEXT PRIMARY KEY, description TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoints (projection TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO devices VALUES ('one', 'Fridge');
    INSERT INTO checkpoints VALUES ('devices', '0000000000000007');`);
  old.close();
  const models = openReadModels(`sqlite:${file}`);
  expect(await models.devices.position()).toBeUndefined();
  expect(await models.devices.find('one')).toBeUndefined();
  await models.close();
  await rm(folder, { recursive: true });
});

it('opens a file that is up to date while another process writes for long', async () => {
  const folder = temporaryFolder('read-models');
  const file = path.join(folder, 'read-models.db');
  await openReadModels(`sqlite:${file}`).close();
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  const models = openReadModels(`sqlite:${file}`);
  expect(await models.devices.find('one')).toBeUndefined();
  await models.close();
  writer.close();
  await rm(folder, { recursive: true });
});

it('rows that are most of the table are found, listed and guarded as others are', async () => {
  const folder = temporaryFolder('read-models');
  const file = path.join(folder, 'read-models.db');
  const models = openReadModels(`sqlite:${file}`);
  const other = openReadModels(`sqlite:${file}`);
  const ada = { role: 'client', deletedAt: undefined, revision: 1 } as const;
  const users = Array.from({ length: 6_000 }, (_, index) => ({
    ...ada,
    id: randomUUID(),
    name: `Person ${index}`,
    registeredAt: new Date(index).toISOString(),
  }));
  expect((await other.users.list({ limit: 1 })).users).toEqual([]);
  await models.users.store(users, '01');
  const renamed = users.map((user, index) => ({
    ...user,
    name: `Somebody ${index}`,
    revision: index % 2 ? 2 : 0,
  }));
  await models.users.store(renamed, '02');
  for (const handle of [models, other]) {
    expect(await handle.users.find(users[1]!.id)).toEqual(renamed[1]);
    expect(await handle.users.find(users[2]!.id)).toEqual(users[2]);
    const { users: first } = await handle.users.list({ limit: 2, sort: 'registeredAt' });
    expect(first).toEqual([users[0], renamed[1]]);
    for (const [search, found] of Object.entries({ 'person 4321': 0, 'somebody 4321': 1 })) {
      expect((await handle.users.list({ limit: 9, search })).users).toHaveLength(found);
    }
    await handle.close();
  }
  const db = new DatabaseSync(file);
  const indexes = `SELECT count(*) AS count FROM pragma_index_list('users_3')`;
  expect(db.prepare(indexes).get()).toEqual({ count: 5 });
  db.close();
  await rm(folder, { recursive: true });
});
