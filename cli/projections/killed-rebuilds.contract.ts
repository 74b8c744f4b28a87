import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { delay } from '@energy/engines';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Operator } from '../testing/operator.ts';

const KILLS = 4;
const MAIN = path.join(import.meta.dirname, '../main.ts');

/** An operator of one engine of read models. */
export interface Rebuilding {
  readonly operator: Operator;
  /** Enough for a rebuild to take about a second. */
  readonly devices: number;
  readonly hours: number;
  /** Fills `hours` hours with six readings each. */
  fillHours(): Promise<void>;
  /** Makes every hour's total wrong. */
  spoilTotals(): Promise<void> | void;
  leave(): Promise<void> | void;
}

let operator: Operator;

/**
 * Runs a rebuild in its own process and kills it soon after some moment; true if the rebuild finished
 * before that.
 *
 * @param moment the signal aborts when it has ended
 */
async function rebuildKilled(
  name: string,
  moment: (ended: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const child = spawn(process.execPath, [MAIN, 'projections', 'rebuild', name], {
    env: { ...process.env, ...operator.environment },
    stdio: 'ignore',
  });
  const over = new AbortController();
  const ended = once(child, 'close').finally(() => over.abort());
  await moment(over.signal);
  await delay(Math.random() * 100, over.signal);
  child.kill('SIGKILL');
  const [code] = await ended;
  return code === 0;
}

/** Progress of the rebuild of hours. */
const reached = () => operator.withReadModels(({ consumption }) => consumption.review.rebuiltTo());

async function rebuild(name: string): Promise<void> {
  expect(await operator.energy('projections', 'rebuild', name)).toMatchObject({ code: 0 });
}

export function rebuildsThatAreKilled(begin: () => Rebuilding): void {
  let rebuilding: Rebuilding;
  beforeEach(() => {
    rebuilding = begin();
    operator = rebuilding.operator;
  });
  afterEach(() => rebuilding.leave());

  it('leaves the old rows in use until the new ones are whole', async () => {
    const ids = Array.from({ length: rebuilding.devices }, () => randomUUID());
    await operator.withEventStore(async (store) => {
      const metadata = {
        actor: 'system',
        correlationId: 'c',
        causationId: 'c',
        schemaVersion: 1,
      } as const;
      const data = { address: 'Here', maxHourlyConsumption: 1, timeZone: 'UTC' };
      await Promise.all(
        ids.map((id) =>
          store.append(`device-${id}`, 'no-stream', [
            {
              id: randomUUID(),
              type: 'DeviceRegistered',
              metadata,
              data: { ...data, description: 'Right' },
            },
          ]),
        ),
      );
    });
    const old = { address: 'Here', maxHourlyConsumption: 1, timeZone: 'UTC', description: 'Wrong' };
    const head = await operator.withEventStore((store) => store.head());
    await operator.withReadModels(({ devices }) =>
      devices.store(
        ids.map((id) => ({
          ...old,
          id,
          registeredAt: new Date(0).toISOString(),
          ownerId: undefined,
          ownerships: [],
          tariffs: [],
          decommissionedAt: undefined,
          meter: {},
          revision: 0,
        })),
        head,
      ),
    );
    const listed = () =>
      operator.withReadModels(async ({ devices }) => {
        const all = await Array.fromAsync(devices.all());
        const found = await devices.list({ limit: 1, search: all[0]!.description });
        return { rows: all.length, kinds: new Set(all.map((each) => each.description)), found };
      });
    for (let kill = 0; kill < KILLS; kill++) {
      const isDone = await rebuildKilled('devices', (ended) => delay(Math.random() * 1_500, ended));
      const { rows, kinds, found } = await listed();
      expect({ rows, kinds: kinds.size, found: found.devices.length }).toEqual({
        rows: ids.length,
        kinds: 1,
        found: 1,
      });
      if (isDone) expect(kinds).toEqual(new Set(['Right']));
    }
    await rebuild('devices');
    expect((await listed()).kinds).toEqual(new Set(['Right']));
    expect((await operator.energy('projections', 'verify', 'devices')).code).toBe(0);
  }, 120_000);

  it('continues with hours where it was, while readings are recorded', async () => {
    const { hours } = rebuilding;
    await rebuilding.fillHours();
    await rebuilding.spoilTotals();
    let recording = true;
    let extra = 0;
    const recorded = operator.withReadModels(async ({ consumption }) => {
      for (; recording; extra++) {
        const reading = operator.readingOf(extra % hours);
        await consumption.record([{ ...reading, at: reading.hour + 1_000 + extra, energy: 7 }]);
        await sleep(5);
      }
    });
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await reached();
      const isDone = await rebuildKilled('hourly-consumption', async (ended) => {
        while (!ended.aborted && (await reached()) === before) await delay(1, ended);
      });
      if (isDone) break;
      expect((await reached()) ?? '').not.toBe(before);
    }
    await rebuild('hourly-consumption');
    recording = false;
    await recorded;
    expect(await operator.energy('projections', 'verify', 'hourly-consumption')).toMatchObject({
      code: 0,
      out: '',
    });
    let readings = 0;
    let after: string | undefined;
    await operator.withReadModels(async ({ consumption }) => {
      do {
        const reviewed = await consumption.review.next(after);
        readings += reviewed.readings;
        after = reviewed.end;
      } while (after !== undefined);
    });
    expect(readings).toBe(hours * 6 + extra);
  }, 120_000);
}
