import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

/** The checked-in output of {@link apiTypes}. */
export const API_TYPES_FILE = new URL('../src/api/schema.d.ts', import.meta.url);

const HEADER = `// Generated from the OpenAPI document by "npm run generate". Do not edit.\n\n`;

/** Generates the TypeScript types of an OpenAPI document. */
export async function apiTypes(document: object): Promise<string> {
  // A field with a default stays optional.
  const nodes = await openapiTS(document as OpenAPI3, { defaultNonNullable: false });
  return HEADER + astToString(nodes);
}
