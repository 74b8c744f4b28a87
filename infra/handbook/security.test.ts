import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SECURITY_EVENTS } from '@energy/http';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const document = readFileSync(path.join(root, 'docs/security.md'), 'utf8');

it('the security page names files that exist', () => {
  const files = [...document.matchAll(/`([\w./-]+\/[\w.-]+(?:\.\w+|run))`/g)].map(
    ([, file]) => file!,
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

it('the security page names every security event, and every chapter of ASVS', () => {
  for (const event of SECURITY_EVENTS) expect(document).toContain(`\`${event}\``);
  const chapters = [...document.matchAll(/^\| V(\d+) /gm)].map(([, number]) => Number(number));
  expect(chapters).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
});
