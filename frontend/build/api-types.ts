import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

/** The checked-in file that {@link apiTypes} is written to. */
export const API_TYPES_FILE = new URL('../src/api/schema.d.ts', import.meta.url);

const HEADER = `// Generated from the OpenAPI document by "npm run generate". Do not edit.\n\n`;

/** The TypeScript types of everything that an OpenAPI document describes. */
export async function apiTypes(document: object): Promise<string> {
  // A field with a default may be left out all the same.
  const nodes = await openapiTS(document as OpenAPI3, { defaultNonNullable: false });
  return HEADER + astToString(nodes);
}
