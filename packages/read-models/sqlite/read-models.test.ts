import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openReadModels } from '../open.ts';
import { describeReadModels } from '../read-models.contract.ts';

describeReadModels('SQLite', async () => {
  const folder = await newFolder();
  return {
    open: () => openReadModels(`sqlite:${path.join(folder, 'read-models.db')}`),
    remove: () => rm(folder, { recursive: true }),
  };
});

it('a file with an older shape of devices is filled again from the beginning', async () => {
  const folder = await newFolder();
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

function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'read-models-'));
}
