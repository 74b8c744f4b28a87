import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REJECTION_REASONS } from './rejection.ts';

it('has every reason explained to makers of meters', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/meters.md'), 'utf8');
  const explained = page.split('\n').filter((line) => line.startsWith('| `'));
  for (const reason of REJECTION_REASONS) {
    expect(
      explained.filter((line) => line.includes(`\`${reason}\``)),
      reason,
    ).toHaveLength(1);
  }
});
