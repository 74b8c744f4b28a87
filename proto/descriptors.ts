import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, 'generated', file));

/**
 * The contract, the health service and the error details, with their imports, as a
 * google.protobuf.FileDescriptorSet for reflection. Concatenated sets are one set.
 */
export const descriptors: Uint8Array = Buffer.concat([
  read('descriptors.binpb'),
  read('reflected.binpb'),
]);
