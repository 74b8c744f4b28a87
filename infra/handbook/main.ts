// Part of "npm run generate": brings the table of variables in docs/operations.md up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { HANDBOOK, withVariables } from './variables-table.ts';

await writeFile(HANDBOOK, await withVariables(await readFile(HANDBOOK, 'utf8')));
