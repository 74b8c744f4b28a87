import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AlertListOptions } from '../alerts.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';

const DEVICE = randomUUID();
const OWNER = randomUUID();

let folder: string;
let file: string;

beforeAll(async () => {
  folder = temporaryFolder('alert-plans');
  file = path.join(folder, 'read-models.db');
  const models = openReadModels(`sqlite:${file}`);
  const readings = Array.from({ length: 50 }, (_, hour) => ({
    deviceId: DEVICE,
    hour: hour * 3_600_000,
    at: hour * 3_600_000,
    energy: 2,
  }));
  const alerting = { ruleOf: () => ({ limit: 1, ownerId: OWNER }), now: 0 };
  expect((await models.consumption.record(readings, alerting)).raised).toHaveLength(50);
  await models.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Explains how SQLite finds alerts: the query plan of every statement on them. */
async function plansOf(use: (models: ReadModels) => Promise<unknown>): Promise<string[]> {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const models = openReadModels(`sqlite:${file}`);
  await use(models);
  const statements = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  await models.close();
  const db = new DatabaseSync(file);
  const plans = statements
    .filter((sql) => /^\s*(SELECT|UPDATE)[^;]*\balerts\b/.test(sql))
    .map((sql) => {
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      return steps.map(({ detail }) => detail).join('; ');
    });
  db.close();
  return plans;
}

const BY_NUMBER = 'SEARCH alerts USING INTEGER PRIMARY KEY (rowid=?)';

describe('a page of alerts', () => {
  const search = (index: string, terms: string) =>
    `SEARCH alerts USING COVERING INDEX ${index} (${terms}`;
  const cases: [Partial<AlertListOptions>, string][] = [
    [{ ownerId: OWNER }, search('alerts_by_owner', 'owner_id=?')],
    [{ ownerId: OWNER, before: 9 }, search('alerts_by_owner', 'owner_id=? AND number<?')],
    [{ ownerId: OWNER, from: 0, to: 9 }, search('alerts_by_owner', 'owner_id=?')],
    [{ deviceId: DEVICE }, search('alerts_of_hours', 'device_id=?')],
    [
      { deviceId: DEVICE, from: 0, to: 9 },
      search('alerts_of_hours', 'device_id=? AND hour>? AND hour<?'),
    ],
    [{ from: 0, to: 9 }, search('alerts_by_hour', 'hour>? AND hour<?')],
    [{ before: 9 }, 'SEARCH alerts USING INTEGER PRIMARY KEY (rowid<?)'],
    [{}, 'LIST SUBQUERY 1; SCAN alerts'],
  ];

  it.each(cases)('%j is read from its index alone', async (options, found) => {
    const plan = (await plansOf(({ alerts }) => alerts.list({ limit: 9, ...options }))).at(-1);
    expect(plan).toContain(found);
    expect(plan).toContain(BY_NUMBER);
    const isSorted = options.deviceId !== undefined || Object.keys(options).join() === 'from,to';
    expect(plan!.includes('TEMP B-TREE')).toBe(isSorted);
  });
});

describe('the alerts after a number', () => {
  it('are read from the index of those that are not late, or of their owner', async () => {
    const ofAll = await plansOf(({ alerts }) => alerts.after(7, { limit: 9 }));
    expect(ofAll.at(-1)).toContain('USING COVERING INDEX alerts_in_time (number>?)');
    const ofOne = await plansOf(({ alerts }) => alerts.after(7, { limit: 9, ownerId: OWNER }));
    expect(ofOne.at(-1)).toContain('COVERING INDEX alerts_by_owner (owner_id=? AND number>?)');
    for (const [plan] of [ofAll.slice(-1), ofOne.slice(-1)]) expect(plan).not.toContain('TEMP');
  });

  it('are counted in the index of their owner', async () => {
    const plans = await plansOf(async () => {});
    const counted = 'SEARCH alerts USING COVERING INDEX alerts_by_owner (owner_id=? AND number>?)';
    expect(plans).toContain(counted);
  });
});

it('unpublished alerts are read and counted in their own index, and marked by number', async () => {
  const plans = await plansOf(({ alerts }) => alerts.unpublished(9));
  expect(plans.at(-1)).toContain('USING COVERING INDEX alerts_untold');
  expect(plans.at(-1)).not.toContain('TEMP B-TREE');
  expect(plans).toContain('SCAN alerts USING COVERING INDEX alerts_untold');
  expect(plans.some((plan) => plan.startsWith(BY_NUMBER))).toBe(true);
});
