// Part of "npm run generate": writes the frontend's types of the API.
import { writeFile } from 'node:fs/promises';
import { API_TYPES_FILE, apiTypes } from '../../frontend/build/api-types.ts';
import { platformDocument } from './document.ts';

await writeFile(API_TYPES_FILE, await apiTypes(await platformDocument()));
