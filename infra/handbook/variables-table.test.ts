import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { HANDBOOK, withVariables } from './variables-table.ts';

it('the handbook has the variables as the services have them: else run "npm run generate"', async () => {
  const handbook = await readFile(HANDBOOK, 'utf8');
  expect(handbook).toBe(await withVariables(handbook));
});
