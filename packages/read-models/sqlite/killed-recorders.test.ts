import { rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { describe } from 'vitest';
import { describeKilledRecorders } from '../killed-recorders.contract.ts';

describe('recording in SQLite', () => {
  describeKilledRecorders(() => {
    const folder = temporaryFolder('killed-recorders');
    const url = `sqlite:${path.join(folder, 'read-models.db')}`;
    return { url, remove: () => rmSync(folder, { recursive: true }) };
  });
});
