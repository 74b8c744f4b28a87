import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { generate } from 'selfsigned';
import { temporaryFolder } from './temporary-folder.ts';

export interface Certificate {
  readonly key: Buffer;
  readonly certificate: Buffer;
  /** The file that holds it, for clients that trust it. */
  readonly file: string;
}

/** Makes a certificate for a server at these names and IP addresses. */
export async function makeCertificate(...names: readonly string[]): Promise<Certificate> {
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  );
  const made = await generate([{ name: 'commonName', value: 'energy-test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'subjectAltName', altNames },
      { name: 'basicConstraints', cA: true, critical: true },
    ],
  });
  const file = path.join(temporaryFolder('certificate'), 'certificate.pem');
  writeFileSync(file, made.cert);
  return { key: Buffer.from(made.private), certificate: Buffer.from(made.cert), file };
}
