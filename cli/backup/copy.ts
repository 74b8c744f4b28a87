import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { BackupFailure } from './failure.ts';

/** By what the file of a copy is known to be whole. */
export interface Fingerprint {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

const MOST_COMPLAINTS = 3;

/** @throws BackupFailure where the database in a copy is damaged */
export function expectWhole(file: string): void {
  const complaints = complaintsAbout(file);
  if (complaints.join() === 'ok') return;
  throw new BackupFailure(`The database in ${file} is damaged: ${complaints.join('; ')}.`);
}

/** Makes a copy one file that is on the disk: nothing is left in a log beside it. */
export async function seal(file: string): Promise<Fingerprint> {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
  return fingerprintOf(file);
}

/**
 * Checks that a copy is what it was when it was sealed.
 *
 * @throws BackupFailure where it is not
 */
export async function verify(file: string, expected: Fingerprint): Promise<void> {
  const actual = await fingerprintOf(file).catch((error: Error) => {
    throw new BackupFailure(`${file} can't be read: ${error.message}.`, { cause: error });
  });
  if (actual.bytes !== expected.bytes || actual.sha256 !== expected.sha256) {
    throw new BackupFailure(
      `${file} is not what was backed up: it has ${actual.bytes} bytes and the SHA-256 ${actual.sha256}, ` +
        `not ${expected.bytes} and ${expected.sha256}.`,
    );
  }
  expectWhole(file);
}

function complaintsAbout(file: string): string[] {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const rows = db.prepare(`PRAGMA integrity_check(${MOST_COMPLAINTS})`).all();
      return rows.map(({ integrity_check }) => String(integrity_check));
    } finally {
      db.close();
    }
  } catch (error) {
    return [(error as Error).message];
  }
}

async function fingerprintOf(file: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
