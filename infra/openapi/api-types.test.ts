import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { API_TYPES_FILE, apiTypes } from '../../frontend/build/api-types.ts';
import { platformDocument } from './document.ts';

it('the frontend has the types of the API as it is: else run "npm run generate"', async () => {
  const checkedIn = await readFile(API_TYPES_FILE, 'utf8');
  expect(checkedIn).toBe(await apiTypes(await platformDocument()));
});
