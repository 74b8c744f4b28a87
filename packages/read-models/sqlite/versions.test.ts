import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@energy/engines';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AlertInbox } from '../alert-inboxes.ts';
import { openReadModels } from '../open.ts';
import { ALERT_INBOXES_TABLE } from './alert-inboxes.ts';
import { createTableInUse } from './generations.ts';
import { ProjectedTable } from './projected-table.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder('versions');
  file = path.join(folder, 'read-models.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const inbox = (through: number): AlertInbox => ({ id: 'ada', through, revision: through });

it('a process with a new shape fills its own rows, and one with the old shape continues with its own', async () => {
  const old = openReadModels(`sqlite:${file}`);
  await old.alertInboxes.store([inbox(5)], '05');
  const table = { ...ALERT_INBOXES_TABLE, name: 'alert_inboxes_9' };
  const db = openDatabase(`sqlite:${file}`, {
    contents: 'read models',
    schema: '',
    prepare: (opened) => createTableInUse(opened, table),
  });
  const young = new ProjectedTable(db, table);
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
  const rebuilt = await old.alertInboxes.generations.build();
  await rebuilt.store([], '07');
  await old.alertInboxes.generations.swapIn(rebuilt);
  await old.alertInboxes.generations.removeOthers();
  expect(await young.find('ada')).toEqual(inbox(3));
  db.close();
  await old.close();
});

it('continues with a file from before there were generations', async () => {
  const first = openReadModels(`sqlite:${file}`);
  await first.alertInboxes.store([inbox(5)], '05');
  await first.close();
  const db = new DatabaseSync(file);
  db.exec('DROP TABLE generations');
  db.close();
  const again = openReadModels(`sqlite:${file}`);
  expect(await again.alertInboxes.position()).toBe('05');
  expect(await again.alertInboxes.find('ada')).toEqual(inbox(5));
  await again.close();
});

it('a generation that was replaced leaves nothing behind once it is removed', async () => {
  const models = openReadModels(`sqlite:${file}`);
  for (let round = 0; round < 2; round++) {
    const built = await models.devices.generations.build();
    await built.store([], '05');
    await models.devices.generations.swapIn(built);
    await models.devices.generations.removeOthers();
  }
  await models.close();
  // Nor does a later start create it again.
  await openReadModels(`sqlite:${file}`).close();
  const db = new DatabaseSync(file);
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'devices_*'`)
    .all()
    .map(({ name }) => name as string);
  expect(
    tables.filter((name) => !/_(search|groups|terms|bytes|blocks|divided)/.test(name)),
  ).toEqual(['devices_7_g2']);
  expect(tables.every((name) => name.startsWith('devices_7_g2'))).toBe(true);
  expect(
    db.prepare(`SELECT * FROM checkpoints WHERE projection GLOB 'devices_*'`).all(),
  ).toHaveLength(1);
  db.close();
});
