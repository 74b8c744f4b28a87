import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, 'generated', file));

/**
 * The contracts, the health service and the details of errors, with all that they import, as a
 * google.protobuf.FileDescriptorSet for reflection: sets that are joined are one set.
 */
export const descriptors: Uint8Array = Buffer.concat([
  read('descriptors.binpb'),
  read('reflected.binpb'),
]);
