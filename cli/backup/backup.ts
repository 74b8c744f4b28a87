import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { openEventStore } from '@energy/event-store';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import { using } from '../engines.ts';
import { InvalidOption } from '../usage-error.ts';
import { expectWhole, seal, verify } from './copy.ts';
import { BackupFailure } from './failure.ts';
import { type BackedUpFile, type Manifest, readManifest, writeManifest } from './manifest.ts';
import { Snapshot } from './snapshot.ts';
import { fileOf, type Store, type StoreName } from './stores.ts';

export interface BackupOptions {
  /** In the order in which they are copied. */
  readonly stores: readonly Store[];
  /** Names of the stores that cannot be copied here. */
  readonly notIncluded: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Copies stores, within a few milliseconds of each other, into a new folder. Atomic: afterwards the folder
 * holds the complete backup, verified and flushed to the disk, or does not exist.
 *
 * @throws InvalidOption if the folder exists; BackupFailure if it cannot be written, or a store is damaged;
 *   EngineUnavailable if a store cannot be read; the signal's reason when it aborts
 */
export async function backUp(
  folder: string,
  { stores, notIncluded, signal }: BackupOptions,
): Promise<Manifest> {
  const snapshots: Snapshot[] = [];
  try {
    const takenFrom = new Date().toISOString();
    for (const store of stores) snapshots.push(new Snapshot(store));
    const takenTo = new Date().toISOString();
    await makeFolder(folder);
    try {
      const files: Record<string, BackedUpFile> = {};
      for (const snapshot of snapshots) {
        const file = path.join(folder, fileOf(snapshot.store.name));
        await snapshot.copyTo(file, signal);
        expectWhole(file);
        const state = await stateOf(snapshot.store.name, file);
        files[path.basename(file)] = { ...(await seal(file)), state };
      }
      signal.throwIfAborted();
      expectOnePlatform(files);
      await writeManifest(folder, { takenFrom, takenTo, files, notIncluded });
      await onDisk(folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return readManifest(folder);
  } finally {
    for (const snapshot of snapshots) snapshot.release();
  }
}

/**
 * Checks that a backup has not changed since it was made.
 *
 * @throws BackupFailure if it has changed
 */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    await verify(path.join(folder, name), expected);
  }
  return manifest;
}

/** Reads the state of a copy, which it opens as the platform would. */
async function stateOf(name: StoreName, file: string): Promise<BackedUpFile['state']> {
  const url = `sqlite:${file}`;
  const log = { info() {}, warn() {} };
  switch (name) {
    case 'broker':
      return using(openMeasurementQueue(url, { log }), async (queue) => ({
        waiting: await queue.waiting(),
        deadLetters: await queue.deadLetters.count(),
      }));
    case 'read-models':
      return using(openReadModels(url), async (models) => positionIn(await models.position()));
    case 'events':
      return using(openEventStore(url, log), async (store) => positionIn(await store.head()));
    case 'credentials':
      return {};
    default:
      return name satisfies never;
  }
}

function positionIn(position: string | undefined): BackedUpFile['state'] {
  return position === undefined ? {} : { position };
}

/** Rejects read models that are ahead of the event store: they were built from other events. */
function expectOnePlatform(files: Manifest['files']): void {
  const events = files[fileOf('events')];
  const models = files[fileOf('read-models')];
  if (!events || !models) return;
  const head = events.state.position ?? '';
  const reached = models.state.position ?? '';
  if (reached <= head) return;
  throw new BackupFailure(
    `The read models have come to position ${reached}, but the event store only to ${head || 'its beginning'}: ` +
      'they are not of one platform. Check EVENT_STORE_URL and READ_MODEL_URL.',
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(path.dirname(path.resolve(folder)), { recursive: true });
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new InvalidOption(`${folder} is there already; name a folder that is not.`);
    }
    throw new BackupFailure(`${folder} can't be made: ${message}.`, { cause });
  }
}

/** Flushes the folder and its parent to the disk: the entries of new files are not durable before that. */
async function onDisk(folder: string): Promise<void> {
  for (const each of [folder, path.dirname(path.resolve(folder))]) {
    const handle = await open(each, 'r');
    await handle.sync();
    await handle.close();
  }
}
