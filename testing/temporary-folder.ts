import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeAtExit } from './cleanup.ts';

/** Makes a folder that is removed when this process ends, also when it is killed. */
export function temporaryFolder(name = 'test'): string {
  const folder = mkdtempSync(path.join(tmpdir(), `energy-${name}-`));
  removeAtExit(folder);
  return folder;
}
