import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import { describeKilledRecorders } from '../killed-recorders.contract.ts';

describe('recording in SQLite', () => {
  describeKilledRecorders(() => {
    const folder = mkdtempSync(path.join(tmpdir(), 'killed-recorders-'));
    const url = `sqlite:${path.join(folder, 'read-models.db')}`;
    return { url, remove: () => rmSync(folder, { recursive: true }) };
  });
});
