import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fingerprint } from './copy.ts';
import { BackupFailure } from './failure.ts';

const FILE = 'manifest.json';
const FORMAT = 1;

/** Contents of a backup. Written last: a folder without a manifest is no backup. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Instants (ISO 8601, UTC) between which the stores had the copied state. */
  readonly takenFrom: string;
  readonly takenTo: string;
  /** By file name, in the order in which the stores were copied. */
  readonly files: Readonly<Record<string, BackedUpFile>>;
  /** Stores that are missing from this backup because they are not local files. */
  readonly notIncluded: readonly string[];
}

export interface BackedUpFile extends Fingerprint {
  /** State of the store when it was copied: the position of events, the number of messages. */
  readonly state: Readonly<Record<string, string | number>>;
}

export async function writeManifest(
  folder: string,
  content: Omit<Manifest, 'format'>,
): Promise<void> {
  const manifest: Manifest = { format: FORMAT, ...content };
  const handle = await open(path.join(folder, FILE), 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws BackupFailure if the folder holds no manifest, or one that this version cannot read */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new BackupFailure(
      `${folder} is no backup, or one that was not finished: ${(cause as Error).message}.`,
      { cause },
    );
  }
  const manifest = parsed(text);
  if (isManifest(manifest)) return manifest;
  throw new BackupFailure(`${file} is no manifest of a backup in format ${FORMAT}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  const { format, files } = (value ?? {}) as Partial<Manifest>;
  if (format !== FORMAT || typeof files !== 'object' || files === null) return false;
  return Object.entries(files).every(
    ([name, { bytes, sha256 }]) =>
      name === path.basename(name) && Number.isSafeInteger(bytes) && /^[0-9a-f]{64}$/.test(sha256),
  );
}
