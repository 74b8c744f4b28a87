import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openReadModels } from '../open.ts';
import { describeReadModels } from '../read-models.contract.ts';

describeReadModels('SQLite', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'read-models-'));
  return {
    open: () => openReadModels(`sqlite:${path.join(folder, 'read-models.db')}`),
    remove: () => rm(folder, { recursive: true }),
  };
});
