import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The contracts and all that they import, as a google.protobuf.FileDescriptorSet: for reflection. */
export const descriptors: Uint8Array = readFileSync(
  path.join(import.meta.dirname, 'generated', 'descriptors.binpb'),
);
